package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.text.Normalizer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every common shape of a {@code tokenizer.json}, in small. */
class TokenizerShapesTest {
  private static final List<String> MARKS =
      List.of("<s>", "</s>", "<|im_end|>", "<|eot_id|>", "<unk>", "<0x", "▁▁", " the ");

  private static Tokenizer shape(String name) {
    return switch (name) {
      case "qwen2" -> SyntheticTokenizers.byteLevel();
      case "llama3" -> SyntheticTokenizers.load(SyntheticTokenizers.llama3Json());
      case "tiktoken" ->
          SyntheticTokenizers.load(
              SyntheticTokenizers.byteLevelJson()
                  .replace("\"behavior\":\"Isolated\"", "\"behavior\":\"Removed\"")
                  .replace("\"invert\":false", "\"invert\":true"));
      case "llama2" -> SyntheticTokenizers.load(SyntheticTokenizers.llama2Json());
      case "gemma" -> SyntheticTokenizers.load(SyntheticTokenizers.gemmaJson());
      case "unigram" -> SyntheticTokenizers.load(SyntheticTokenizers.unigramJson());
      default -> SyntheticTokenizers.load(SyntheticTokenizers.metaspaceJson(name));
    };
  }

  /** But that SentencePiece cannot tell a '▁' from a space. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "qwen2",
        "llama3",
        "tiktoken",
        "llama2",
        "gemma",
        "unigram",
        "first",
        "always",
        "never"
      })
  void theBytesOfAContinuationAreTheTextsOwn(String name) {
    Tokenizer tokenizer = shape(name);
    boolean marksSpaces = !List.of("qwen2", "llama3", "tiktoken").contains(name);
    SplittableRandom random = new SplittableRandom(3);
    List<String> texts =
        IntStream.range(0, 3_000).mapToObj(i -> RandomText.next(random, 12, MARKS)).toList();
    for (String text : texts) {
      String expected = marksSpaces ? text.replace('▁', ' ') : text;
      assertThat(tokenizer.decode(tokenizer.encodeContinuation(text))).isEqualTo(expected);
      assertThat(tokenizer.decode(tokenizer.encode(text)).replace(" ", ""))
          .isEqualTo(expected.replace(" ", ""));
    }
    List<TokenIds> alone = texts.stream().map(tokenizer::encodeContinuation).toList();
    assertThat(texts.parallelStream().map(tokenizer::encodeContinuation).toList()).isEqualTo(alone);
    assertThat(tokenizer.encode("")).isEqualTo(TokenIds.EMPTY);
    assertThat(tokenizer.encodeContinuation("")).isEqualTo(TokenIds.EMPTY);
  }

  /**
   * "the" is one piece of the sample. With whole pieces first (ignore_merges), and digits in
   * threes. The post-processor's beginning is added by nobody; written out, it is the mark.
   */
  @Test
  void llama3HasNoBeginningThatIsNotWritten() {
    Tokenizer tokenizer = shape("llama3");
    int begin = tokenizer.id("<|begin_of_text|>").orElseThrow();
    assertThat(tokenizer.encode("the").stream()).doesNotContain(begin).hasSize(1);
    assertThat(tokenizer.encode("<|begin_of_text|>the<|eot_id|>"))
        .isEqualTo(TokenIds.of(begin, tokenizer.encode("the").get(0), begin + 2));
    assertThat(tokenizer.isSpecial(begin)).isTrue();
  }

  /**
   * Ids: 3 marks, 256 bytes, then "▁abcdehinorst.|&lt;&gt;é" from 259 on (▁ 259, a 260, t 271), and
   * the merges' results from 277 on: ▁t 277, he 278, ▁the 279, ▁▁ 280, in 281, ▁a 282.
   */
  @Test
  void theSpaceBeforeATextIsThatOfTheFile() {
    for (String name : List.of("llama2", "first", "always")) {
      Tokenizer tokenizer = shape(name);
      assertThat(tokenizer.encode("the")).as(name).isEqualTo(TokenIds.of(279));
      assertThat(tokenizer.encodeContinuation("the")).as(name).isEqualTo(TokenIds.of(271, 278));
      assertThat(tokenizer.encodeContinuation(" the")).as(name).isEqualTo(TokenIds.of(279));
      assertThat(tokenizer.encodeContinuation("<s>the"))
          .as(name)
          .isEqualTo(TokenIds.of(1, 271, 278));
    }
    assertThat(shape("llama2").encode("<s>the")).isEqualTo(TokenIds.of(1, 279));
    assertThat(shape("llama2").encode(" the")).isEqualTo(TokenIds.of(259, 279));
    assertThat(shape("always").encode("<s>the")).isEqualTo(TokenIds.of(1, 279));
    assertThat(shape("first").encode("<s>the")).isEqualTo(TokenIds.of(1, 271, 278));
    for (String name : List.of("never", "gemma")) {
      assertThat(shape(name).encode("the")).as(name).isEqualTo(TokenIds.of(271, 278));
      assertThat(shape(name).encode("the  a")).isEqualTo(TokenIds.of(271, 278, 280, 260));
    }
  }

  /** Files made from tiktoken's cut by keeping the matches; the pieces are the same. */
  @Test
  void cuttingByKeepingTheMatchesIsTheSame() {
    String text = "I'll say:\n\n12 <|im_end|> 🦙  .\n";
    assertThat(shape("tiktoken").encode(text)).isEqualTo(shape("qwen2").encode(text));
  }

  @Test
  void bytesWithoutALetterAreWrittenAsBytes() {
    Tokenizer tokenizer = shape("gemma");
    assertThat(tokenizer.encode("é\n")).isEqualTo(TokenIds.of(276, 3 + 0x0A));
    assertThat(tokenizer.encode("è")).isEqualTo(TokenIds.of(3 + 0xC3, 3 + 0xA8));
    assertThat(tokenizer.decode(TokenIds.of(3 + 0xC3))).isEqualTo("\uFFFD");
  }

  /** In a Unigram vocabulary a byte is a piece like others, and would be read from a text. */
  @Test
  void theSpellingOfAByteIsNotTakenForTheByte() {
    String text = "a <0x41>";
    assertThat(shape("gemma").decode(shape("gemma").encode(text))).isEqualTo(text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shape("unigram").encode(text))
        .withMessageContaining("'<' (U+003C) at position 2 of the text cannot be written");
  }

  @Test
  void wordLevelWritesItsWordsAndNamesOthers() {
    Tokenizer tokenizer = SyntheticTokenizers.load(SyntheticTokenizers.wordLevelJson());
    assertThat(tokenizer.encode("the step 12=é 我想.\n<end>"))
        .isEqualTo(TokenIds.of(3, 1, 4, 1, 5, 7, 8, 1, 9, 6, 2, 10));
    assertThat(tokenizer.decode(tokenizer.encode("the step.\n"))).isEqualTo("the step.\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenizer.encode("the stop"))
        .withMessageContaining("'s' (U+0073) at position 4");
  }

  /**
   * Letters "ab <>s" have ids 0 to 5. A mark that strips takes the spaces beside it, one that is a
   * single word is not recognised within a word.
   */
  @Test
  void addedTokensDoWhatTheirFlagsSay() {
    assertThat(letters("lstrip").encode("a <s> b")).isEqualTo(TokenIds.of(0, 6, 2, 1));
    assertThat(letters("rstrip").encode("a <s> b")).isEqualTo(TokenIds.of(0, 2, 6, 1));
    assertThat(letters("lstrip rstrip").encode("a <s> b")).isEqualTo(TokenIds.of(0, 6, 1));
    assertThat(letters("lstrip rstrip").decode(TokenIds.of(0, 6, 1))).isEqualTo("a<s>b");
    assertThat(letters("single_word").encode("a <s> b")).isEqualTo(TokenIds.of(0, 2, 6, 2, 1));
    assertThat(letters("single_word").encode("a<s>b")).isEqualTo(TokenIds.of(0, 3, 5, 4, 1));
    assertThat(letters("normalized").encode("a<s>b")).isEqualTo(TokenIds.of(0, 6, 1));
    assertThat(letters("special").isSpecial(6)).isTrue();
    assertThat(letters("").isSpecial(6)).isFalse();
  }

  private static Tokenizer letters(String flags) {
    return SyntheticTokenizers.load(
        SyntheticTokenizers.letters("ab <>s", SyntheticTokenizers.addedToken(6, "<s>", flags)));
  }

  /**
   * The library numbers added tokens on from the vocabulary's 3 entries, whatever the file says: 3
   * and 4 here. The file's ids are what the model was trained with.
   */
  @Test
  void addedTokensHaveTheIdsOfTheFile() {
    Tokenizer tokenizer =
        SyntheticTokenizers.load(
            SyntheticTokenizers.letters(
                "ab ",
                SyntheticTokenizers.addedToken(9, "<s>", "special"),
                SyntheticTokenizers.addedToken(5, "<e>", "special normalized")));
    assertThat(tokenizer.encode("a<s>b<e>")).isEqualTo(TokenIds.of(0, 9, 1, 5));
    assertThat(tokenizer.decode(TokenIds.of(0, 9, 1, 5))).isEqualTo("a<s>b<e>");
    assertThat(tokenizer.size()).isEqualTo(10);
    assertThat(tokenizer.gaps()).isEqualTo(TokenIds.of(3, 4, 6, 7, 8));
    assertThat(tokenizer.has(9)).isTrue();
    assertThat(tokenizer.has(8)).isFalse();
    assertThat(tokenizer.has(10)).isFalse();
    assertThat(tokenizer.has(-1)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenizer.bytes(7))
        .withMessageContaining("token id 7 is not in the tokenizer");
    assertThat(shape("qwen2").gaps()).isEqualTo(TokenIds.EMPTY);
  }

  /** With merges left out at random (dropout) a text would have many encodings. */
  @Test
  void nothingIsLeftOutAtRandom() {
    Tokenizer tokenizer =
        SyntheticTokenizers.load(
            SyntheticTokenizers.gemmaJson().replace("\"dropout\":null", "\"dropout\":0.5"));
    for (int i = 0; i < 100; i++) {
      assertThat(tokenizer.encode(" the")).isEqualTo(TokenIds.of(279));
    }
  }

  /** é as e and a combining accent becomes one character, as Qwen2's normalizer says. */
  @Test
  void aNormalizerChangesTheText() {
    Tokenizer tokenizer =
        SyntheticTokenizers.load(
            SyntheticTokenizers.byteLevelJson()
                .replace("\"normalizer\":null", "\"normalizer\":{\"type\":\"NFC\"}"));
    String apart = Normalizer.normalize("é", Normalizer.Form.NFD);
    assertThat(apart).hasSize(2);
    assertThat(tokenizer.decode(tokenizer.encode(apart))).isEqualTo("é");
  }
}
