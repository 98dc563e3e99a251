package io.didact.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TracePageTest {
  static final String HOSTILE =
      "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u0000";

  private static final Pattern ELEMENT =
      Pattern.compile("<script type=\"([a-z/]+)\" id=\"([a-z0-9-]+)\">([^<]*)</script>");

  /** Four tokens: {@code a b= 7 .}; KL_k = 0, 1.5, −0.5, 0.001; its max is token 1. */
  static InspectedTrace trace(int set, int sample, double reward, String word, boolean correct) {
    List<String> think = List.of(word, " b=", "7", ".");
    return new InspectedTrace(
        set,
        sample,
        String.join("", think),
        OptionalInt.of(4),
        OptionalDouble.of(reward),
        true,
        false,
        correct,
        List.of(
            new InspectedTrace.Term("r_SS mean", -0.2, "r_SS", "", "solution", OptionalInt.empty()),
            new InspectedTrace.Term(
                "r_KL max", reward + 0.2, "r_KL", "−3 × 0.01 × 1.5000", "think", OptionalInt.of(1)),
            new InspectedTrace.Term("penalty", 0, "", "closed", "", OptionalInt.empty())),
        new InspectedTrace.Tokens(
            think,
            new float[] {-0.1f, -0.5f, -1, 0},
            new float[] {-0.1f, -2, -0.5f, -0.001f},
            new float[0],
            List.of("7"),
            new float[] {-0.2f}));
  }

  static InspectedProblem problem(int i, InspectedTrace... traces) {
    return new InspectedProblem("p" + i, "question " + i, "solution " + i, List.of(traces));
  }

  static String page(List<String> sets, Stream<InspectedProblem> problems) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TracePage("title", "subtitle", sets, List.of("small print")).write(out, problems);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void holdsEveryValueAsData() throws IOException {
    String page =
        page(
            List.of("before", "after"),
            Stream.of(problem(0, trace(0, 0, -0.5, "a", true), trace(1, 0, 0.25, "c", false))));
    JsonNode index = index(page);
    assertThat(index.path("sets").toString()).isEqualTo("[\"before\",\"after\"]");
    // set, sample, reward, max of KL, tokens, flags (2: correct)
    assertThat(index.path("problems").toString())
        .isEqualTo("[[\"p0\",\"question 0\",[[0,0,-0.5,1.5,4,2],[1,0,0.25,1.5,4,0]]]]");
    JsonNode whole = blocks(page).get(0).get(0);
    assertThat(whole.get(3).get(0).toString())
        .isEqualTo(
            "[null,[[\"r_SS mean\",-0.2,\"r_SS\",\"\",\"solution\",null],"
                + "[\"r_KL max\",-0.3,\"r_KL\",\"−3 × 0.01 × 1.5000\",\"think\",1],"
                + "[\"penalty\",0.0,\"\",\"closed\",\"\",null]],"
                + "[\"a\",\" b=\",\"7\",\".\"],[-100,-500,-1000,0],[-100,-2000,-500,-1],[],"
                + "[\"7\"],[-200]]");
  }

  @Test
  void hostileTextIsDataEverywhere() throws IOException {
    InspectedTrace trace = trace(0, 0, -1, HOSTILE, false);
    InspectedTrace plain =
        new InspectedTrace(
            0,
            1,
            HOSTILE,
            OptionalInt.empty(),
            OptionalDouble.empty(),
            false,
            true,
            false,
            List.of(),
            InspectedTrace.Tokens.NONE);
    String page =
        page(
            List.of(HOSTILE),
            Stream.of(new InspectedProblem(HOSTILE, HOSTILE, HOSTILE, List.of(trace, plain))));
    assertThat(page).doesNotContain("<img", "alert(1)<", "\u0000");
    assertThat(Pattern.compile("<script[ >]").matcher(page).results()).hasSize(3);
    assertThat(index(page).path("problems").get(0).get(1).asString())
        .isEqualTo(HOSTILE.replace('\u0000', '\u2400'));
    assertThat(index(page).path("problems").get(0).get(2).get(1).toString())
        .isEqualTo("[0,1,null,null,null,5]");
  }

  @Test
  void onlyOurScriptMayRunAndNothingIsLoaded() throws IOException {
    String page = page(List.of("a"), Stream.of());
    Matcher policy =
        Pattern.compile("default-src 'none'; style-src 'unsafe-inline'; script-src '([^']+)'\"")
            .matcher(page);
    assertThat(policy.find()).isTrue();
    String script =
        page.substring(
            page.indexOf("<script>") + "<script>".length(), page.lastIndexOf("</script>"));
    assertThat(policy.group(1)).isEqualTo(PageScript.hash(script));
    assertThat(page).doesNotContain("http:", "https:", "src=", "@import", "url(");
  }

  @Test
  void shapesAreChecked() {
    assertThatThrownBy(
            () ->
                new InspectedTrace.Tokens(
                    List.of("a"),
                    new float[0],
                    new float[2],
                    new float[0],
                    List.of(),
                    new float[0]))
        .hasMessageContaining("1 think and 0 solution tokens have 0, 2, 0 and 0 values");
  }

  static JsonNode index(String page) {
    Matcher element = ELEMENT.matcher(page);
    while (element.find()) {
      if (element.group(2).equals("index")) {
        return JsonMapper.shared().readTree(element.group(3));
      }
    }
    throw new AssertionError("no index");
  }

  static List<JsonNode> blocks(String page) throws IOException {
    List<JsonNode> blocks = new ArrayList<>();
    Matcher element = ELEMENT.matcher(page);
    while (element.find()) {
      if (element.group(2).equals("block-" + blocks.size())) {
        byte[] packed = Base64.getDecoder().decode(element.group(3));
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
          blocks.add(JsonMapper.shared().readTree(gzip.readAllBytes()));
        }
      }
    }
    return blocks;
  }
}
