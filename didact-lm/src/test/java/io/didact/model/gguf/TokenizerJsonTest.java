package io.didact.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.didact.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Vocabularies of files, as {@code tokenizer.json}; the golden ones are in GgufModelTest. */
class TokenizerJsonTest {
  private static final Path QWEN =
      Path.of(System.getProperty("didact.root", ".."))
          .resolve("../shared/data/qwen2.5-tokenizer/tokenizer.json");

  private static String written(GgufBytes bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TokenizerJson.of(GgufFile.read(bytes.source()).metadata()).write(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode json(GgufBytes bytes) throws IOException {
    return JsonMapper.shared().readTree(written(bytes));
  }

  private static void refused(GgufBytes bytes, String said) {
    assertThatThrownBy(() -> written(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("f: ")
        .hasMessageContaining(said);
  }

  /** How "ab 12" is cut: digits one by one, or up to three. */
  @ParameterizedTest
  @CsvSource({
    "gpt-2, false, false, 0", "olmo, false, false, 0", "smollm, true, false, 0",
    "refact, true, false, 0", "llama-bpe, false, true, 1", "dbrx, false, false, 1",
    "qwen2, false, false, 1"
  })
  void waysToCut(String name, boolean digits, boolean whole, int patterns) throws IOException {
    JsonNode out =
        json(
            new GgufBytes()
                .put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.pre", name)
                .put("tokenizer.ggml.tokens", List.of("a", "b", "ab"))
                .put("tokenizer.ggml.merges", List.of("a b")));
    List<String> types = new ArrayList<>();
    out.path("pre_tokenizer")
        .path("pretokenizers")
        .forEach(step -> types.add(step.path("type").stringValue()));
    assertThat(types.contains("Digits")).isEqualTo(digits);
    assertThat(Collections.frequency(types, "Split")).isEqualTo(patterns);
    assertThat(out.path("model").path("ignore_merges").booleanValue()).isEqualTo(whole);
    assertThat(out.path("normalizer").isNull()).isEqualTo(!name.equals("qwen2"));
    assertThat(out.path("model").path("merges")).hasToString("[[\"a\",\"b\"]]");
  }

  /**
   * Llama 2's and Mistral's put a space before a text; that they follow from the scores is golden.
   */
  @Test
  void sentencePieceWithASpaceBefore() throws IOException {
    GgufBytes bytes =
        new GgufBytes()
            .put("tokenizer.ggml.model", "llama")
            .put(
                "tokenizer.ggml.tokens",
                List.of("<unk>", "<s>", "</s>", "▁", "a", "b", "▁a", "▁ab"))
            .put("tokenizer.ggml.scores", 0f, 0, 0, -3, -4, -5, -1, -2)
            .put("tokenizer.ggml.token_type", 2, 3, 3, 1, 1, 1, 1, 1)
            .put("tokenizer.ggml.bos_token_id", 1)
            .put("tokenizer.ggml.add_bos_token", true);
    JsonNode out = json(bytes);
    assertThat(out.path("model").path("merges")).hasToString("[[\"▁\",\"a\"],[\"▁a\",\"b\"]]");
    assertThat(out.path("model").path("unk_token").stringValue()).isEqualTo("<unk>");
    assertThat(out.path("normalizer").path("normalizers").path(0))
        .hasToString("{\"type\":\"Prepend\",\"prepend\":\"▁\"}");
    assertThat(out.path("post_processor").path("single").path(0))
        .hasToString("{\"SpecialToken\":{\"id\":\"<s>\",\"type_id\":0}}");
    Tokenizer tokenizer = Tokenizer.of(written(bytes), "f");
    assertThat(tokenizer.encode("ab a").toArray()).containsExactly(7, 6);
    assertThat(tokenizer.encodeContinuation("b a").toArray()).containsExactly(5, 6);
  }

  @Test
  void vocabulariesThatContradictThemselves() {
    GgufBytes unknown = new GgufBytes().put("tokenizer.ggml.model", "bert");
    refused(unknown, "tokenizer.ggml.model is bert; supported are gpt2");
    refused(new GgufBytes(), "the key tokenizer.ggml.model is missing");
    refused(gpt2("default"), "tokenizer.ggml.pre is default, so it is not known how texts are cut");
    refused(gpt2("gpt-2", "a", "b", "a"), "the token 'a' has two ids, 0 and 2");
    refused(gpt2("gpt-2", "a").put("tokenizer.ggml.token_type", 1, 1), "has 2 items for 1 tokens");
    refused(
        gpt2("gpt-2", "a").put("tokenizer.ggml.token_type", new int[] {9}), "token_type[0] is 9");
    refused(
        gpt2("gpt-2", "a").put("tokenizer.ggml.merges", List.of("ab")), "'ab', which is no pair");
    refused(
        gpt2("gpt-2", "a")
            .put("tokenizer.ggml.bos_token_id", 7)
            .put("tokenizer.ggml.add_bos_token", true),
        "bos_token_id is 7, there are 1 tokens");
  }

  private static GgufBytes gpt2(String cut, String... tokens) {
    return new GgufBytes()
        .put("tokenizer.ggml.model", "gpt2")
        .put("tokenizer.ggml.pre", cut)
        .put("tokenizer.ggml.tokens", List.of(tokens));
  }

  @Test
  void endsOfTurnsAreFoundByName() throws IOException {
    Vocabulary vocabulary =
        Vocabulary.of(
            GgufFile.read(
                    gpt2("gpt-2", "a", "<|im_end|>", "<eos>", "<|eot_id|>")
                        .put("tokenizer.ggml.token_type", 1, 3, 3, 1)
                        .put("tokenizer.ggml.eos_token_id", 2)
                        .source())
                .metadata());
    assertThat(vocabulary.endIds()).containsExactly(1, 2); // id 3 is an ordinary token
  }

  /** Qwen2.5's, written as a converter does and read back, gives the ids of the original. */
  @Test
  void theRealVocabularyOfQwen() throws IOException {
    assumeTrue(Files.isRegularFile(QWEN), () -> "skipped: no " + QWEN);
    JsonNode original = JsonMapper.shared().readTree(Files.readString(QWEN));
    String[] tokens = new String[151_665];
    int[] types = new int[tokens.length];
    for (Map.Entry<String, JsonNode> each : original.path("model").path("vocab").properties()) {
      tokens[each.getValue().intValue()] = each.getKey();
      types[each.getValue().intValue()] = TokenType.NORMAL.ordinal();
    }
    for (JsonNode each : original.path("added_tokens")) {
      tokens[each.path("id").intValue()] = each.path("content").stringValue();
      types[each.path("id").intValue()] =
          (each.path("special").booleanValue() ? TokenType.CONTROL : TokenType.USER_DEFINED)
              .ordinal();
    }
    List<String> merges = new ArrayList<>();
    for (JsonNode each : original.path("model").path("merges")) {
      merges.add(
          each.isString()
              ? each.stringValue()
              : each.path(0).stringValue() + " " + each.path(1).stringValue());
    }
    String made =
        written(
            gpt2("qwen2", tokens)
                .put("tokenizer.ggml.token_type", types)
                .put("tokenizer.ggml.merges", merges));
    JsonNode json = JsonMapper.shared().readTree(made);
    assertThat(json.path("model").path("vocab")).isEqualTo(original.path("model").path("vocab"));
    Tokenizer ours = Tokenizer.of(made, "made");
    Tokenizer theirs = Tokenizer.load(QWEN);
    for (String text :
        List.of(
            "Mia hat 7 Körbe mit je 12345 Äpfeln 🍎.\n\n\tx = 3;  y",
            "it's IT'S we'll  é e\u0301 漢字",
            "<|im_start|>user\nHi<|im_end|>\n<tool_call>")) {
      assertThat(ours.encode(text).toArray()).as(text).isEqualTo(theirs.encode(text).toArray());
    }
  }
}
