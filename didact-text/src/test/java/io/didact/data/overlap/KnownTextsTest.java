package io.didact.data.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.data.overlap.KnownTexts.Match;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownTextsTest {
  /** Trigrams of the first: abc bcd cde. A text with "x a b c d y" has two of three. */
  @Test
  void sharesByHand() {
    KnownTexts known = new KnownTexts(List.of("a b c d e", "c d e f"), 3);
    assertThat(known.find("x a b c d y")).contains(new Match(0, 2 / 3.0));
    assertThat(known.find("a b x c d")).isEmpty();
    // cde is in both: a third of the first, half of the second
    assertThat(known.find("c d e")).contains(new Match(1, 0.5));
    // equal shares: the first
    assertThat(new KnownTexts(List.of("a b c", "a b c"), 3).find("a b c"))
        .contains(new Match(0, 1));
  }

  /** A known text that is shorter than an n-gram is found whole, and nowhere in part. */
  @Test
  void shorterThanAnNgram() {
    KnownTexts known = new KnownTexts(List.of("Evaluate 2^10.", "", "?!"), 13);
    assertThat(known.find("Please evaluate $2^{10}$ now")).contains(new Match(0, 1));
    assertThat(known.find("Evaluate 2^9")).isEmpty();
    assertThat(known.find("")).isEmpty();
    assertThat(new KnownTexts(List.of(), 13).find("a")).isEmpty();
  }

  /** What makes no difference between words, and what does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          What is $x + 1$?      | what  is x+1 | true
          \\frac{1}{2}          | frac 1 2     | true
          ｘ² + １              | x2+1         | true
          a+b                   | a-b          | false
          9a                    | 9 a          | false
          5!                    | 5            | false
          三角形                | 三 角 形     | true
          """)
  void words(String a, String b, boolean same) {
    assertThat(new KnownTexts(List.of(a), 50).find(b).isPresent()).isEqualTo(same);
    assertThat(NearRepeats.of(List.of(a, b), 50, 1)[1] == 0).isEqualTo(same);
  }
}
