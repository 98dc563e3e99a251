package io.didact.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.Chromium;
import io.didact.report.BrowsedSample.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in headless Chromium, from disk; skipped where none is installed. */
class SamplePageInBrowserTest {
  @TempDir Path dir;
  private Path page = Path.of("");

  @BeforeEach
  void page() throws IOException {
    page = dir.resolve("report.html");
    Files.writeString(
        page,
        SamplePageTest.page(
            new TextLimit(10_000),
            Stream.concat(
                Stream.of(SamplePageTest.sample(0, Verdict.RIGHT, SamplePageTest.HOSTILE)),
                IntStream.range(1, 120)
                    .mapToObj(
                        i -> SamplePageTest.sample(i, Verdict.values()[i % 3], "; word" + i)))));
  }

  /** The page's elements once its script has run. */
  private String dom(String view) throws IOException, InterruptedException {
    return Chromium.dom(
        page.toUri() + "#" + view, dir.resolve("browser"), "--virtual-time-budget=20000");
  }

  @Test
  void showsSamplesAndTheirTexts() throws Exception {
    String dom = dom("open=0,4");
    assertThat(dom)
        .contains(
            "1 – 50 of 120 samples",
            "page 1 of 3",
            "all<small>120</small>",
            "<pre tabindex=\"0\">response 4; word4</pre>",
            "<dd class=\"mono\">gold; word4</dd>",
            "<dd class=\"mono\">because; word4</dd>",
            "<dd class=\"mono\">no answer was found</dd>");
    // hostile text stands there as text, and nothing of it ran
    assertThat(dom)
        .contains(
            "<pre tabindex=\"0\">response 0&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img ")
        .doesNotContain("<img");
  }

  @Test
  void filtersSearchesAndSorts() throws Exception {
    // of the undecided 2, 5, …, 119 five have "word11": 11, 110, 113, 116, 119
    String dom = dom("show=undecided&find=WORD11&order=longest+first&open=119");
    assertThat(dom).contains("1 – 5 of 5 samples", "; <mark>word11</mark>9</pre>");
    assertThat(dom.indexOf("<small> #119</small>"))
        .isPositive()
        .isLessThan(dom.indexOf("<small> #116</small>"));
    assertThat(dom("show=wrong&page=9")).contains("1 – 40 of 40 samples");
    assertThat(dom("show=unheard-of&find=nowhere")).contains("no such samples");
  }
}
