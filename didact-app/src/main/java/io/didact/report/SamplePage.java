package io.didact.report;

import static io.didact.report.Markup.escape;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A {@link Report} with a browser of samples: filters, search and pages, in one file that needs no
 * network.
 *
 * <p>The script is ours and the only one that the page's policy lets run (by its hash). Samples are
 * data ({@link SampleBlocks}), which the script puts into the page as text only.
 *
 * @param report metrics and charts, above the samples
 * @param settings that led to them, to be unfolded
 * @param limit of each text of a sample
 */
public record SamplePage(Report report, Optional<String> settings, TextLimit limit) {

  /**
   * Writes the page, in UTF-8.
   *
   * @param samples are gone through once; only their short fields are held in memory
   */
  public void write(OutputStream out, Stream<BrowsedSample> samples) throws IOException {
    String script = PageScript.read("page.js") + PageScript.read("browser.js");
    String policy = "; script-src '" + PageScript.hash(script) + "'";
    put(out, HtmlReport.opening(report, policy, PageScript.read("browser.css"), ""));
    if (settings.isPresent()) {
      put(
          out,
          "<details class=\"card settings\"><summary>Settings</summary><pre>%s</pre></details>\n"
              .formatted(escape(settings.get())));
    }
    put(out, PageScript.read("browser.html"));
    SampleBlocks blocks = new SampleBlocks(limit, element -> put(out, element));
    for (Iterator<BrowsedSample> each = samples.iterator(); each.hasNext(); ) {
      blocks.add(each.next());
    }
    blocks.finish();
    put(out, "<script>" + script + "</script>\n");
    put(out, HtmlReport.closing(report));
  }

  private static void put(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
