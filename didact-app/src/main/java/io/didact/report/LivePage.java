package io.didact.report;

import static io.didact.report.Markup.escape;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A {@link Report} that renews itself: the page is fetched again from where it came from. Its
 * script is ours and the only one that the page's policy lets run (by its hash).
 *
 * @param runs above the report
 * @param chosen the stage that the report is about, where it is about one
 * @param seconds between two looks
 */
public record LivePage(Report report, List<Run> runs, Optional<String> chosen, int seconds) {
  private static final String STYLE =
      """
      #live{position:fixed;top:12px;right:16px;padding:2px 10px;border-radius:9px;font-size:13px;
      background:var(--card);border:1px solid var(--edge);color:var(--soft)}
      #live.ended{color:var(--bad)}
      main{max-width:1340px}
      .tables,.charts{grid-template-columns:repeat(auto-fill,minmax(min(100%,440px),1fr))}
      .run{overflow-x:auto}.run h2{margin:0 0 2px;font-size:15px;overflow-wrap:anywhere}
      .run p{margin:0 0 14px;color:var(--soft)}
      .graph{display:block;max-width:none;overflow:visible}
      .graph .arrow{fill:none;stroke:var(--zero);stroke-width:1.3}.graph .tip{fill:var(--zero)}
      .graph text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:var(--soft)}
      .graph .title{font-size:13px;font-weight:600;fill:var(--ink)}
      .graph .note{font-size:11.5px;font-variant-numeric:tabular-nums}
      .graph .box{fill:var(--card);stroke:var(--edge);stroke-width:1.4}
      .graph a:hover .box{fill:var(--tint)}
      .graph .chosen .box{stroke-width:3}
      .graph .sign{font-size:13px;font-weight:700}
      .graph .back{fill:var(--grid)}.graph .part{fill:var(--c0)}
      .waiting .box{stroke-dasharray:4 3}
      .running .box{stroke:var(--c0)}.running .sign{fill:var(--c0)}
      .done .box{stroke:var(--good)}.done .sign{fill:var(--good)}
      .failed .box{stroke:var(--bad)}.failed .sign{fill:var(--bad)}
      .stopped .box{stroke:var(--c4)}.stopped .sign{fill:var(--c4)}
      """;

  public LivePage {
    runs = List.copyOf(runs);
  }

  /**
   * A run.
   *
   * @param name of it
   * @param sentence how far it is
   * @param graph of its stages
   */
  public record Run(String name, String sentence, StageGraph graph) {}

  /** The page in HTML. */
  public String html() throws IOException {
    String script = PageScript.read("live.js");
    String policy = "; connect-src 'self'; script-src '" + PageScript.hash(script) + "'";
    return HtmlReport.opening(report, policy, STYLE, head())
            .replace("<body>", "<body data-seconds=\"" + seconds + "\"><div id=\"live\">live</div>")
        + HtmlReport.closing(report).replace("</body>", "<script>" + script + "</script>\n</body>");
  }

  private String head() {
    StringBuilder head = new StringBuilder();
    for (Run run : runs) {
      head.append(
          "<div class=\"card run\">\n<h2>%s</h2>\n<p>%s</p>\n%s</div>\n"
              .formatted(escape(run.name()), escape(run.sentence()), run.graph().svg(chosen)));
    }
    return head.toString();
  }
}
