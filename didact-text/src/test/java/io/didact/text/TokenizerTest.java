package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
  /** Vectors of llama.cpp's tests for the qwen2 vocabulary. */
  @Test
  void encodesTheKnownVectorsOfQwen() {
    Tokenizer qwen = QwenTokenizer.get();
    assertThat(qwen.encode("Hello, y'all! How are you 😁 ?我想在apple工作1314151天～"))
        .isEqualTo(
            TokenIds.of(
                9707, 11, 379, 64848, 0, 2585, 525, 498, 26525, 223, 937, 104100, 18493, 22377,
                99257, 16, 18, 16, 19, 16, 20, 16, 35727, 21216));
    assertThat(qwen.encode(" this is 🦙.cpp"))
        .isEqualTo(TokenIds.of(419, 374, 11162, 99, 247, 13, 10821));
    assertThat(qwen.size()).isEqualTo(151_665);
  }

  /** The tokenizer normalizes to NFC first, so its bytes are those of the normalized text. */
  @Test
  void theBytesOfTokensAreTheBytesOfTheText() {
    Tokenizer qwen = QwenTokenizer.get();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2_000; i++) {
      String text = RandomText.next(random, 20, List.of("<|im_end|>", "<|endoftext|>"));
      assertThat(nfc(qwen.decode(qwen.encode(text)))).isEqualTo(nfc(text));
    }
  }

  private static String nfc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  @Test
  void aCharacterMayBeSpreadOverTokens() {
    Tokenizer qwen = QwenTokenizer.get();
    byte[] llama = "🦙".getBytes(StandardCharsets.UTF_8);
    assertThat(qwen.bytes(TokenIds.of(99, 247))).containsExactly(llama[2], llama[3]);
    assertThat(qwen.bytes(11162)).containsExactly(' ', llama[0], llama[1]);
    assertThat(qwen.decode(TokenIds.of(11162))).isEqualTo(" \uFFFD");
  }

  /**
   * 11162 is a blank and two bytes of 🦙, 99 and 247 are the others; 11162 alone is never whole.
   */
  @Test
  void aPieceHasTheCharactersThatEndInItsToken() {
    Tokenizer qwen = QwenTokenizer.get();
    assertThat(qwen.pieces(TokenIds.of(13, 11162, 99, 247, 13)))
        .containsExactly(".", " ", "", "🦙", ".");
    assertThat(qwen.pieces(TokenIds.of(13, 11162))).containsExactly(".", " \uFFFD");
    assertThat(qwen.pieces(TokenIds.of(247, 13))).containsExactly("\uFFFD", ".");
  }

  @Test
  void piecesJoinedAreTheText() {
    Tokenizer bytes = SyntheticTokenizers.byteLevel();
    assertThat(bytes.pieces(TokenIds.EMPTY)).isEmpty();
    assertThat(bytes.pieces(bytes.encode("🦙我"))).endsWith("我").contains("🦙", "");
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 2_000; i++) {
      TokenIds ids = TokenIds.of(random.ints(6, 0, bytes.size()).toArray());
      assertThat(String.join("", bytes.pieces(ids))).isEqualTo(bytes.decode(ids));
    }
  }

  @Test
  void addedTokensStandForTheirText() {
    Tokenizer qwen = QwenTokenizer.get();
    assertThat(qwen.id("<|im_end|>")).hasValue(151_645);
    assertThat(qwen.isSpecial(151_645)).isTrue();
    assertThat(qwen.isSpecial(13)).isFalse();
    assertThat(qwen.encode("a<|im_end|>")).isEqualTo(TokenIds.of(64, 151_645));
    assertThat(qwen.decode(TokenIds.of(151_645))).isEqualTo("<|im_end|>");
    assertThat(qwen.id("<|no_such_token|>")).isEmpty();
  }

  @Test
  void allThreadsGetTheSameIds() {
    Tokenizer qwen = QwenTokenizer.get();
    TokenIds expected = qwen.encode("Each step, one by one.\n\n1 + 1 = 2");
    assertThat(
            IntStream.range(0, 400)
                .parallel()
                .mapToObj(i -> qwen.encode("Each step, one by one.\n\n1 + 1 = 2")))
        .allMatch(expected::equals);
  }

  /** Llama-2's kind: '▁' for spaces, {@code <0xNN>} for bytes without a token of their own. */
  @Test
  void readsSentencePieceVocabularies() throws IOException {
    Tokenizer tokenizer =
        Tokenizer.of(
            """
            {"version": "1.0", "truncation": null, "padding": null,
             "added_tokens": [{"id": 0, "content": "<unk>", "single_word": false, "lstrip": false,
                               "rstrip": false, "normalized": false, "special": true}],
             "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
             "pre_tokenizer": null, "post_processor": null,
             "decoder": {"type": "Sequence", "decoders": [
               {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
               {"type": "ByteFallback"}, {"type": "Fuse"}]},
             "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>",
               "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": true,
               "byte_fallback": true,
               "vocab": {"<unk>": 0, "a": 1, "▁": 2, "▁a": 3, "<0xC3>": 4, "<0xA9>": 5},
               "merges": ["▁ a"]}}
            """,
            "test");
    assertThat(tokenizer.encode("a aé")).isEqualTo(TokenIds.of(1, 3, 4, 5));
    assertThat(tokenizer.decode(TokenIds.of(1, 3, 4, 5))).isEqualTo("a aé");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenizer.encode("aaz"))
        .withMessageContaining("'z' (U+007A) at position 2");
    assertThat(tokenizer.encode("<unk>")).isEqualTo(TokenIds.of(0));
  }

  @Test
  void aFileIsReadAgainOnlyWhereItHasChanged(@TempDir Path directory) throws IOException {
    String json =
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \" \": 1, \"%s\": 2}, \"merges\": []}}";
    Path file = Files.writeString(directory.resolve("tokenizer.json"), json.formatted("b"));
    Tokenizer first = Tokenizer.load(directory);
    assertThat(Tokenizer.load(file)).isSameAs(first);
    Files.writeString(file, json.formatted("c"));
    assertThat(Tokenizer.load(directory).decode(TokenIds.of(2))).isEqualTo("c");
    assertThat(first.decode(TokenIds.of(2))).isEqualTo("b");
  }

  @Test
  void saysWhatIsWrongWithAFile(@TempDir Path directory) throws IOException {
    assertThatIOException()
        .isThrownBy(() -> Tokenizer.load(directory))
        .withMessageContaining("no tokenizer at " + directory.resolve("tokenizer.json"));
    assertRefused(directory, "", "tokenizer.json");
    assertRefused(directory, "{\"model\": {\n\"vocab\": {\"a\": 0", "is not JSON (line 2)");
    assertRefused(directory, "[]", "has no vocabulary");
    assertRefused(directory, "{\"model\": {\"vocab\": {\"a\": -1}}}", "token 'a' is -1");
    assertRefused(directory, "{\"model\": {\"vocab\": {\"a\": 1e9}}}", "the id of token 'a'");
    assertRefused(directory, "{\"model\": {\"vocab\": {\"a\": 0}}}", "model.merges is not a list");
    assertRefused(
        directory, "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 0}}}", "WordPiece");
    assertRefused(
        directory,
        "{\"model\": {\"end_of_word_suffix\": \"</w>\", \"vocab\": {\"a\": 0}}}",
        "end_of_word_suffix");
  }

  private static void assertRefused(Path directory, String json, String message)
      throws IOException {
    Files.writeString(directory.resolve("tokenizer.json"), json);
    assertThatIOException()
        .isThrownBy(() -> Tokenizer.load(directory))
        .withMessageContaining(message)
        .withMessageContaining(directory.toString());
  }

  /** Every cut of a good file is either refused with an IOException or loads. */
  @Test
  void aTruncatedFileIsRefused(@TempDir Path directory) throws IOException {
    CharacterTokenizer.small().write(directory);
    String json = Files.readString(directory.resolve("tokenizer.json")).strip();
    for (int end = 0; end < json.length(); end += 97) {
      String cut = json.substring(0, end);
      assertThatIOException().isThrownBy(() -> Tokenizer.of(cut, "cut"));
    }
  }
}
