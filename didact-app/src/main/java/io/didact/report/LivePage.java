package io.didact.report;

import java.io.IOException;

/**
 * A {@link Report} that renews itself: the page is fetched again from where it came from. Its
 * script is ours and the only one that the page's policy lets run (by its hash).
 *
 * @param seconds between two looks
 */
public record LivePage(Report report, int seconds) {
  private static final String STYLE =
      """
      #live{position:fixed;top:12px;right:16px;padding:2px 10px;border-radius:9px;font-size:13px;
      background:var(--card);border:1px solid var(--edge);color:var(--soft)}
      #live.ended{color:var(--bad)}
      """;

  /** The page in HTML. */
  public String html() throws IOException {
    String script = PageScript.read("live.js");
    return HtmlReport.opening(
                report, "; connect-src 'self'; script-src '" + PageScript.hash(script) + "'", STYLE)
            .replace("<body>", "<body data-seconds=\"" + seconds + "\"><div id=\"live\">live</div>")
        + HtmlReport.closing(report).replace("</body>", "<script>" + script + "</script>\n</body>");
  }
}
