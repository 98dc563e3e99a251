package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CharacterTokenizerTest {
  private static final Tokenizer SMALL = CharacterTokenizer.small().tokenizer();

  /**
   * Ids by counting: ten added tokens 0–9 ({@code <T>} 1, {@code <s>} 3, {@code </s>} 4, {@code
   * <e>} 5), then digits 10–19, letters 20–45, and {@code + - * = , . > : space ;} 46–55.
   */
  @Test
  void numbersAddedTokensThenCharacters() {
    assertThat(SMALL.encode("<T>9a+4<s>3</s><e>"))
        .isEqualTo(TokenIds.of(1, 19, 20, 46, 14, 3, 13, 4, 5));
    assertThat(SMALL.encode("z; >")).isEqualTo(TokenIds.of(45, 55, 54, 52));
    assertThat(SMALL.size()).isEqualTo(56);
    assertThat(CharacterTokenizer.small().size()).isEqualTo(56);
  }

  @Test
  void decodesWithoutSpacesBetweenTokens() {
    String text = "<S>4,9,3>8<t>step 9*3=7,7+4=1>8 no.</t><s>4*3*9</s><end><pad>";
    assertThat(SMALL.decode(SMALL.encode(text))).isEqualTo(text);
    assertThat(SMALL.decode(TokenIds.EMPTY)).isEmpty();
    assertThat(SMALL.encode("")).isEqualTo(TokenIds.EMPTY);
  }

  @Test
  void theWrittenDirectoryLoadsAsTheSameTokenizer(@TempDir Path directory) throws IOException {
    CharacterTokenizer.small().write(directory.resolve("new"));
    Tokenizer loaded = Tokenizer.load(directory.resolve("new"));
    for (int id = 0; id < SMALL.size(); id++) {
      String token = SMALL.decode(TokenIds.of(id));
      assertThat(loaded.encode(token)).isEqualTo(TokenIds.of(id));
      assertThat(loaded.id(token)).hasValue(id);
    }
    assertThat(directory.resolve("new/tokenizer_config.json")).content().contains("\"<end>\"");
  }

  @Test
  void onlyPaddingAndEndAreSpecial() {
    for (int id = 0; id < SMALL.size(); id++) {
      assertThat(SMALL.isSpecial(id)).as("id %d", id).isEqualTo(id == 0 || id == 9);
    }
  }

  @Test
  void aCharacterOutsideTheAlphabetIsNamedNotDropped() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.encode("step Äa"))
        .withMessageContaining("'Ä' (U+00C4) at position 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.encode("a<x"))
        .withMessageContaining("'<' (U+003C) at position 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.encode("12\uD83D\uDE01"))
        .withMessageContaining("U+1F601) at position 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.encode("a\uD83D"))
        .withMessageContaining("half of a surrogate pair");
  }

  @Test
  void anIdOutsideTheVocabularyIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.bytes(56))
        .withMessageContaining("56 is not in the tokenizer, whose ids end at 55");
  }

  @Test
  void refusesAnAlphabetThatIsNotASet() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CharacterTokenizer("aba", List.of("<p>"), "<p>", "<p>"))
        .withMessageContaining("'a' twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CharacterTokenizer("ab", List.of("<p>"), "<p>", "<end>"))
        .withMessageContaining("must be among");
  }
}
