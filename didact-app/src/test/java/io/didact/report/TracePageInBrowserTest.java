package io.didact.report;

import static io.didact.report.TracePageTest.HOSTILE;
import static io.didact.report.TracePageTest.problem;
import static io.didact.report.TracePageTest.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.didact.BrowserTab;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in headless Chromium, from disk, with clicks and keys; skipped where none is installed.
 */
class TracePageInBrowserTest {
  private static final List<String> SETS = List.of("before", "after");
  private static final String DETAIL = "document.getElementById('detail').textContent";

  /** Tokens of each of many. */
  private static final int LENGTH = 60;

  @TempDir Path dir;

  /** The problem's rewards: before −i, after i; each set has two explanations of it. */
  private static InspectedProblem explained(int i) {
    String word = i == 0 ? HOSTILE : "word" + i;
    return problem(
        i,
        trace(0, 0, -i, word, i % 4 == 0),
        trace(0, 1, -i - 0.5, "second" + i, false),
        trace(1, 0, i, word, true),
        trace(1, 1, i + 0.5, "other" + i, true));
  }

  private BrowserTab open(Stream<InspectedProblem> problems, String view)
      throws IOException, InterruptedException {
    Path page = dir.resolve("traces.html");
    try (OutputStream out = Files.newOutputStream(page)) {
      new TracePage("Traces", "", SETS, List.of()).write(out, problems);
    }
    BrowserTab tab = BrowserTab.open(page.toUri() + "#" + view, dir, 1400, 900);
    tab.await("document.querySelector('#detail .facts') !== null");
    return tab;
  }

  private static void shows(BrowserTab tab, String question)
      throws IOException, InterruptedException {
    tab.await("document.querySelector('.facts dd')?.textContent === '" + question + "'");
  }

  @Test
  void isGoneThroughWithKeysAndClicks() throws Exception {
    try (BrowserTab tab = open(IntStream.range(0, 40).mapToObj(i -> explained(i)), "")) {
      shows(tab, "question 0");
      assertThat(tab.value("document.getElementById('status').textContent"))
          .isEqualTo("40 problems");
      // hostile text stands there as text, and nothing of it ran
      assertThat(tab.value(DETAIL)).contains("</script><script>alert(1)</script><img src=x");
      assertThat(tab.value("document.images.length")).isEqualTo("0");

      tab.press("j", "j", "ArrowDown");
      shows(tab, "question 3");
      tab.press("k");
      shows(tab, "question 2");
      tab.press("G");
      shows(tab, "question 39");
      assertThat(tab.value("document.querySelectorAll('.row').length < 30")).isEqualTo("true");
      tab.press("g");
      shows(tab, "question 0");
      tab.click(".row:nth-child(5)");
      shows(tab, "question 4");

      assertThat(tab.value(DETAIL)).contains("r = −4.000", "r = 4.000", "1 of 2");
      tab.press("l");
      tab.await(DETAIL + ".includes('second4') && " + DETAIL + ".includes('other4')");
      tab.press("ArrowLeft");
      tab.await(DETAIL + ".includes('word4')");
      tab.click(".side[data-set=after] .turn button:last-child"); // of this set alone
      tab.await(DETAIL + ".includes('other4') && " + DETAIL + ".includes('word4')");
    }
  }

  @Test
  void tellsTheNumbersOfTokensAndOfTheReward() throws Exception {
    try (BrowserTab tab = open(IntStream.range(0, 4).mapToObj(i -> explained(i)), "problem=2")) {
      shows(tab, "question 2");
      // token 1: the student's surprise is 2 nats, √(2/6)·.82
      String second = "document.querySelector('.side .tok[data-k=\"1\"]')";
      assertThat(tab.value(second + ".style.background")).contains("var(--hot)", "0.473");
      assertThat(tab.value(second + ".dataset.mark")).isEqualTo("max");
      tab.hover(".side .tok[data-k=\"1\"]");
      tab.await("!document.getElementById('tip').hidden");
      assertThat(tab.value("document.getElementById('tip').textContent"))
          .contains("␣b=", "2 of 4", "−0.500  (p = 0.607)", "−2.000  (p = 0.135)", "KL_k1.500")
          .contains("The max of r_KL fell here.");
      tab.press("2"); // KL_k: 1.5 at token 1, −0.5 at token 2, 0 at token 0
      assertThat(tab.value(second + ".style.background")).contains("var(--hot)", "0.502");
      assertThat(tab.value("document.querySelector('.side .tok[data-k=\"2\"]').style.background"))
          .contains("var(--cold)", "0.290");
      assertThat(tab.value("document.querySelector('.side .tok[data-k=\"0\"]').style.background"))
          .isEmpty();
      tab.press("3");
      assertThat(tab.value(second + ".style.background")).contains("var(--own)", "0.237");
      tab.press("n");
      assertThat(tab.value("getComputedStyle(" + second + ", '::after').content"))
          .isEqualTo("\"0.50\"");

      // r = −2: r_SS −0.2, r_KL −1.8, penalty 0
      assertThat(
              tab.value(
                  "[...document.querySelectorAll('.side .tree')[0].rows]"
                      + ".map(row => [...row.cells].map(cell => cell.textContent).join(' '))"
                      + ".join('|')"))
          .isEqualTo(
              "−2.0000 reward |−0.2000 r_SS |−0.2000 mean |−1.8000 r_KL |"
                  + "−1.8000 max −3 × 0.01 × 1.5000 at ␣b=|0.0000 penalty closed");
      tab.click(".side .tree tr.at");
      assertThat(tab.value("document.querySelector('.pinned').textContent")).isEqualTo(" b=");
      tab.press(".");
      assertThat(tab.value("document.querySelector('.pinned').textContent")).isEqualTo("7");
      tab.press("Escape");
      assertThat(tab.value("document.querySelector('.pinned')")).isEqualTo("null");
      tab.press("?");
      assertThat(tab.value("document.getElementById('help').hidden")).isEqualTo("false");
      tab.click("#help-close");
      assertThat(tab.value("document.getElementById('help').hidden")).isEqualTo("true");
    }
  }

  @Test
  void filtersAndSorts() throws Exception {
    try (BrowserTab tab = open(IntStream.range(0, 40).mapToObj(i -> explained(i)), "")) {
      tab.press("/");
      tab.type("WORD3");
      tab.await("document.getElementById('status').textContent === '11 of 40 problems'");
      shows(tab, "question 3");
      tab.press("Enter", "j");
      shows(tab, "question 30");
      tab.press("Escape");
      tab.await("document.getElementById('status').textContent === '40 problems'");
      shows(tab, "question 30");

      choose(tab, "set", "before");
      tab.click("#shows [data-show='not correct']"); // all but 0, 4, … by their first, all by their
      // second
      choose(tab, "order", "lowest reward");
      tab.press("g");
      shows(tab, "question 39");
      tab.await(DETAIL + ".includes('second39')"); // −39.5
      tab.click("#shows [data-show='correct']"); // 0, 4, …, 36
      tab.await("document.getElementById('status').textContent === '10 of 40 problems'");
      tab.press("g");
      shows(tab, "question 36");
      assertThat(tab.value("location.hash")).contains("show=correct", "order=lowest+reward");
      tab.press("/");
      tab.type("nowhere");
      tab.await(DETAIL + ".includes('No explanation fits')");
    }
  }

  private static void choose(BrowserTab tab, String select, String value)
      throws IOException, InterruptedException {
    tab.value(
        "(s => { s.value = '%s'; s.dispatchEvent(new Event('change')); })(document.getElementById('%s'))"
            .formatted(value, select));
  }

  /** How long it takes is printed, not asserted. */
  @Test
  void tenThousandExplanationsOpenAtOnce() throws Exception {
    try (BrowserTab tab =
        open(IntStream.range(0, 5000).mapToObj(TracePageInBrowserTest::longOne), "")) {
      String opened = tab.value("Math.round(performance.now())");
      assertThat(tab.value("document.querySelectorAll('.row').length < 30")).isEqualTo("true");
      tab.press("G");
      shows(tab, "question 4999");
      System.out.printf(
          "10,000 explanations, %.1f MB: parsed in %s ms, looked at after %s ms%n",
          Files.size(dir.resolve("traces.html")) / 1e6,
          tab.value("Math.round(performance.getEntriesByType('navigation')[0].domComplete)"),
          opened);
    }
  }

  private static InspectedProblem longOne(int i) {
    List<String> think =
        IntStream.range(0, LENGTH).mapToObj(k -> " w" + (i * 31 + k * 7) % 977).toList();
    float[] teacher = new float[LENGTH];
    float[] student = new float[LENGTH];
    for (int k = 0; k < LENGTH; k++) {
      teacher[k] = -((i * 17 + k * k) % 3001) / 1000f;
      student[k] = -((i * 13 + k * 11) % 7001) / 1000f;
    }
    InspectedTrace first = trace(0, 0, -i, "", false);
    InspectedTrace.Tokens tokens =
        new InspectedTrace.Tokens(
            think, teacher, student, new float[0], List.of("7"), new float[] {-0.2f});
    return problem(i, with(first, 0, tokens), with(first, 1, tokens));
  }

  private static InspectedTrace with(InspectedTrace like, int set, InspectedTrace.Tokens tokens) {
    return new InspectedTrace(
        set, 0, "", like.length(), like.reward(), true, false, true, like.terms(), tokens);
  }
}
