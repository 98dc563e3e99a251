package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Files of the published layouts work as the library reads them, and lose nothing. */
class PublishedLayoutsTest {
  private static final Map<String, String> ALL = PublishedLayouts.all();

  static Stream<String> names() {
    return ALL.keySet().stream();
  }

  /** The library is given the file itself here: what we write anew must mean the same. */
  @ParameterizedTest
  @MethodSource("names")
  void theIdsAreThoseOfTheFileItself(String name) throws Exception {
    String json = ALL.get(name);
    Tokenizer tokenizer = Tokenizer.of(json, name);
    try (HuggingFaceTokenizer library =
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), Map.of())) {
      SplittableRandom random = new SplittableRandom(8);
      for (int i = 0; i < 200; i++) {
        String text = RandomText.next(random, 12, List.of("<s>", "<|im_end|>", " I'll", "1234567"));
        long[] expected = library.encode(text, false, false).getIds();
        assertThat(tokenizer.encode(text).stream().asLongStream().toArray()).isEqualTo(expected);
      }
    }
  }

  private static String metaspace(String json) {
    ObjectNode root = (ObjectNode) JsonMapper.shared().readTree(json);
    root.set(
        "pre_tokenizer",
        JsonMapper.shared()
            .readTree(
                "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"always\"}"));
    return root.toString();
  }

  /** As one converter writes it: "Hello world" would become "Helloworld". */
  @ParameterizedTest
  @ValueSource(strings = {"qwen", "llama 3", "gpt-2", "olmo", "gpt-oss"})
  void aVocabularyThatCannotWriteASpaceIsRefused(String name) {
    assertThatIOException()
        .isThrownBy(() -> Tokenizer.of(metaspace(ALL.get(name)), name))
        .withMessageContaining(name + " cannot write a space, so words would run together");
    assertThatIOException()
        .isThrownBy(() -> Tokenizer.of(SyntheticTokenizers.letters("ab"), "letters"))
        .withMessageContaining("letters cannot write a space");
  }

  private static Tokenizer normalized(String step) throws Exception {
    ObjectNode root =
        (ObjectNode) JsonMapper.shared().readTree(SyntheticTokenizers.byteLevelJson());
    root.set("normalizer", JsonMapper.shared().readTree(step));
    return Tokenizer.of(root.toString(), "normalized");
  }

  /** The likely fault: "x²" is read as "x2", and nobody knows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"NFKC\"} ; x² ; '²' (U+00B2) at position 1",
        "{\"type\":\"NFKD\"} ; a ﬁ ; 'ﬁ' (U+FB01) at position 2",
        "{\"type\":\"Nmt\"}  ; a\u200Bb ; (U+200B) at position 1",
        "{\"type\":\"Replace\",\"pattern\":{\"String\":\"``\"},\"content\":\"'\"} ; a``b ; '`' (U+0060) at position 1",
        "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\" {2,}\"},\"content\":\" \"} ; a  b ; ' ' (U+0020) at position 2",
      })
  void whatANormalizerChangesIsNamed(String step, String text, String message) throws Exception {
    Tokenizer tokenizer = normalized(step);
    assertThat(tokenizer.decode(tokenizer.encode("a b é")))
        .isEqualTo("a b é".replace("é", accent(step)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenizer.encode(text))
        .withMessageContaining(message)
        .withMessageContaining("its vocabulary lacks it or its normalizer changes it");
  }

  private static String accent(String step) {
    return step.contains("NFKD") ? "e\u0301" : "é";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"Lowercase\"}",
        "{\"type\":\"StripAccents\"}",
        "{\"type\":\"BertNormalizer\",\"clean_text\":true}",
        "{\"type\":\"Strip\",\"strip_left\":false,\"strip_right\":true}",
        "{\"type\":\"Replace\",\"pattern\":{\"String\":\"a\"},\"content\":\"\"}",
      })
  void aNormalizerThatLosesTextIsRefused(String step) {
    assertThatIOException()
        .isThrownBy(() -> normalized(step))
        .withMessageContaining("texts could not be read back");
  }

  /** Letters without an unknown token: the library leaves out what it does not know. */
  @Test
  void aCharacterThatTheVocabularyLacksIsNamedWithAnyNormalizer() throws Exception {
    for (String normalizer : List.of("null", "{\"type\":\"NFC\"}", "{\"type\":\"NFD\"}")) {
      Tokenizer tokenizer =
          Tokenizer.of(
              SyntheticTokenizers.letters(
                      "ab <>s", SyntheticTokenizers.addedToken(6, "<s>", "rstrip special"))
                  .replace("\"normalizer\":null", "\"normalizer\":" + normalizer),
              "letters");
      assertThat(tokenizer.decode(tokenizer.encode("a<s> \n\tb"))).isEqualTo("a<s>b");
      for (String text : List.of("a<s> zb", "azb", "<s>\nz", "ab\n", "é", "a<s>b z")) {
        assertThatIllegalArgumentException()
            .as(text)
            .isThrownBy(() -> tokenizer.encode(text))
            .withMessageContaining("cannot be written with the tokenizer");
      }
    }
  }

  /** With a space before each text, spaces were once not looked at. */
  @Test
  void spacesMayBeAddedButNotLost() throws Exception {
    ObjectNode root = (ObjectNode) JsonMapper.shared().readTree(ALL.get("llama 2, mistral"));
    root.set(
        "pre_tokenizer",
        JsonMapper.shared()
            .readTree(
                """
                {"type":"Split","pattern":{"Regex":"[a-z]▁+[a-z]|▁|[a-z]"},"behavior":"Removed",
                 "invert":true}"""));
    Tokenizer tokenizer = Tokenizer.of(root.toString(), "test");
    assertThat(tokenizer.decode(tokenizer.encode("a b"))).isEqualTo(" a b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenizer.encode("a. b"))
        .withMessageContaining("'.' (U+002E) at position 1");
  }
}
