package io.didact.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.report.BrowsedSample.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SamplePageTest {
  static final String HOSTILE =
      "</script><script>alert(1)</script><img src=x onerror=alert(1)><!--\u0000\u001b[31m\ud800]]>";

  /** The same as it may be shown. */
  static final String SHOWN =
      "</script><script>alert(1)</script><img src=x onerror=alert(1)><!--␀␛[31m\ufffd]]>";

  static BrowsedSample sample(int number, Verdict verdict, String text) {
    return new BrowsedSample(
        "p" + number + text,
        number,
        verdict,
        verdict == Verdict.UNDECIDED,
        100 + number,
        "prompt " + number + text,
        "response " + number + text,
        verdict == Verdict.WRONG ? Optional.empty() : Optional.of(text),
        "gold" + text,
        "because" + text,
        Optional.of("subject" + text),
        Optional.empty());
  }

  static String page(TextLimit limit, Stream<BrowsedSample> samples) throws IOException {
    Report report =
        new Report("title", "subtitle", List.of(), List.of(), List.of(), List.of("small print"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new SamplePage(report, Optional.of("seed: 1 # " + HOSTILE), limit).write(out, samples);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<MatchResult> all(String pattern, String page) {
    return Pattern.compile(pattern, Pattern.DOTALL).matcher(page).results().toList();
  }

  private static List<JsonNode> texts(String page) throws IOException {
    List<JsonNode> texts = new ArrayList<>();
    for (MatchResult block :
        all("<script type=\"text/plain\" id=\"block-\\d+\">(.*?)</script>", page)) {
      byte[] packed = Base64.getDecoder().decode(block.group(1));
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        JsonMapper.shared().readTree(in.readAllBytes()).forEach(texts::add);
      }
    }
    return texts;
  }

  private static JsonNode index(String page) {
    String json =
        all("<script type=\"application/json\" id=\"index\">(.*?)</script>", page).get(0).group(1);
    return JsonMapper.shared().readTree(json);
  }

  @Test
  void holdsEverySampleAsData() throws Exception {
    String page =
        page(
            new TextLimit(1000),
            IntStream.range(0, 70).mapToObj(i -> sample(i, Verdict.values()[i % 3], "")));
    List<JsonNode> texts = texts(page);
    assertThat(texts).hasSize(70);
    assertThat(all("id=\"block-", page)).hasSize(3); // 32 + 32 + 6
    assertThat(texts.get(69).get(0).asString()).isEqualTo("prompt 69");
    assertThat(texts.get(69).get(1).asString()).isEqualTo("response 69");
    assertThat(texts.get(1).get(2).isNull()).isTrue();
    JsonNode index = index(page);
    assertThat(index.path("perBlock").asInt()).isEqualTo(32);
    assertThat(index.path("samples")).hasSize(70);
    assertThat(index.path("samples").get(68).toString())
        .isEqualTo("[\"p68\",68,2,1,168,\"\",\"gold\",\"subject\",\"\"]");
    assertThat(page).contains("small print");
  }

  @Test
  void hostileTextIsDataEverywhere() throws Exception {
    String page = page(new TextLimit(1000), Stream.of(sample(0, Verdict.RIGHT, HOSTILE)));
    assertThat(page).doesNotContain("alert(1)</script", "<img", "\u0000", "\u001b");
    // one block, the index and our own script
    assertThat(all("<script", page)).hasSize(3);
    assertThat(all("</script", page)).hasSize(3);
    assertThat(all("<!--", page)).isEmpty();
    JsonNode text = texts(page).get(0);
    assertThat(text.get(0).asString()).isEqualTo("prompt 0" + SHOWN);
    assertThat(text.get(1).asString()).isEqualTo("response 0" + SHOWN);
    assertThat(index(page).path("samples").get(0).get(0).asString()).isEqualTo("p0" + SHOWN);
    assertThat(page).contains("seed: 1 # &lt;/script&gt;");
  }

  @Test
  void onlyOurScriptMayRunAndNothingIsLoaded() throws Exception {
    String page = page(new TextLimit(1000), Stream.of(sample(0, Verdict.RIGHT, "")));
    String script = all("<script>(.*?)</script>", page).get(0).group(1);
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
    assertThat(page)
        .contains(
            "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
                + Base64.getEncoder().encodeToString(hash)
                + "'\"");
    assertThat(page)
        .doesNotContain("http:", "https:", "url(", "<link", "<script src", "@import")
        .doesNotContain("innerHTML", "eval(");
  }

  @Test
  void longTextsKeepTheirEnds() throws Exception {
    String page =
        page(new TextLimit(300), Stream.of(sample(0, Verdict.RIGHT, "ab".repeat(1000) + "end")));
    String response = texts(page).get(0).get(1).asString();
    // "response 0" and 2,003 characters, of which 300 stay
    assertThat(response)
        .startsWith("response 0abab")
        .endsWith("ababend")
        .contains("\n\n[… 1,713 characters left out …]\n\n")
        .hasSizeLessThan(350);
    assertThat(index(page).path("samples").get(0).get(5).asString()).hasSize(161).endsWith("…");
  }

  /**
   * Lengths 10, 20, 300 and 1000: with 800 characters the two long ones get (800 − 330)/1 = 470.
   */
  @Test
  void limitsByHand() {
    int[] lengths = {300, 10, 1000, 20};
    TextLimit limit = TextLimit.within(lengths, 800);
    assertThat(limit).isEqualTo(new TextLimit(470));
    assertThat(limit.cuts(lengths)).isEqualTo(1);
    assertThat(TextLimit.within(lengths, 430)).isEqualTo(new TextLimit(200));
    assertThat(TextLimit.within(lengths, 1330).cuts(lengths)).isZero();
    assertThat(TextLimit.within(lengths, 5)).isEqualTo(new TextLimit(100));
    assertThat(TextLimit.within(new int[0], 5).cuts(lengths)).isZero();
    assertThatThrownBy(() -> new TextLimit(99)).hasMessageContaining("99 characters");
  }

  @Test
  void aCutThroughASurrogatePairLeavesNoHalf() throws Exception {
    String page =
        page(new TextLimit(101), Stream.of(sample(0, Verdict.RIGHT, "\ud83d\ude00".repeat(300))));
    assertThat(texts(page).get(0).get(1).asString().chars().filter(c -> c == 0xfffd).count())
        .isBetween(1L, 2L);
  }

  @Test
  void pagesWithoutSamplesAreWhole() throws Exception {
    String page = page(new TextLimit(100), Stream.of());
    assertThat(texts(page)).isEmpty();
    assertThat(index(page).path("samples")).isEmpty();
    assertThat(page).endsWith("</html>\n");
  }
}
