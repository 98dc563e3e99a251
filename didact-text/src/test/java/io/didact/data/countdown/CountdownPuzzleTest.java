package io.didact.data.countdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountdownPuzzleTest {
  /** 50 · 3 = 150, 150 − 7 = 143. */
  private static final CountdownPuzzle PUZZLE = CountdownPuzzle.parse("3,7,50>143");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "50*3-7",
        "3 * 50 - 7 = 143",
        "143 = (50 × 3) − 7",
        "-7 + (3)*[50]",
        "50 \\times 3 - 7",
        "\\left( 50 \\cdot 3 \\right) - 7",
        "-(7 - 50*3)"
      })
  void right(String answer) {
    assertThat(PUZZLE.fault(answer)).isEmpty();
  }

  /** 8 / (3 − 8/3) = 8 / (1/3) = 24 needs exact fractions. */
  @Test
  void fractionsInBetween() {
    assertThat(CountdownPuzzle.parse("3,3,8,8>24").fault("8/(3-8/3)")).isEmpty();
    assertThat(CountdownPuzzle.parse("3,3,8,8>24").fault("\\frac{8}{3 - \\dfrac{8}{3}}")).isEmpty();
    assertThat(CountdownPuzzle.parse("2,6,7>21").fault("\\frac{6}{2} \\times 7")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          50*3-7+0        | it uses [50, 3, 7, 0], not each of [3, 7, 50] once
          50*3            | it uses [50, 3], not each of [3, 7, 50] once
          507-3           | it uses [507, 3], not each of [3, 7, 50] once
          50+3*7          | it comes to 71, not 143
          50/3-7          | it comes to 29/3, not 143
          50/(7-7)*3      | it divides by 0
          50*3-7 = 142    | it sets the expression equal to something else than 143
          50*3=150-7=143  | it has more than one equals sign
          (50*3-7         | the expression ends too early
          50*3-7)         | `)` is not expected in an expression
          50**3-7         | `*` is not expected in an expression
          fifty           | `f` is not expected in an expression
          ''              | the expression ends too early
          """)
  void wrong(String answer, String fault) {
    assertThat(PUZZLE.fault(answer)).contains(fault);
  }

  /** Towers, depth and length are refused before they cost anything. */
  @Test
  void hostile() {
    for (String answer :
        List.of(
            "(".repeat(100_000),
            "-".repeat(400) + "1",
            "9".repeat(499),
            "1+".repeat(249) + "1",
            "9^9^9^9",
            "\\frac{".repeat(80),
            "=".repeat(100_000))) {
      assertThat(PUZZLE.fault(answer)).isPresent();
    }
    SplittableRandom random = new SplittableRandom(3);
    String alphabet = "0123456789+-*/()=[]{}\\ .x\u00d7";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      PUZZLE.fault(text.toString());
      CountdownPuzzle.looksLikeAnswer(text.toString());
    }
  }

  @Test
  void isWrittenAndRead() {
    assertThat(CountdownPuzzle.parse(PUZZLE.toString())).isEqualTo(PUZZLE);
    assertThat(CountdownPuzzle.parse("[3, 7, 50]>143")).isEqualTo(PUZZLE);
    assertThatThrownBy(() -> CountdownPuzzle.parse("3;7>8")).hasMessageContaining("3,7,50>143");
    assertThatThrownBy(() -> CountdownPuzzle.parse("0,7>8")).hasMessageContaining("≥ 1");
  }

  /** The published sizes; every solution is right; no set of numbers is in both. */
  @Test
  void trainAndTestAreDisjointAndSolvable() {
    Set<String> train = check(CountdownSplit.TRAIN, 16_384, 1);
    Set<String> test = check(CountdownSplit.TEST, 1_024, 1);
    Set<String> otherSeed = check(CountdownSplit.TEST, 1_024, 99);
    assertThat(train).doesNotContainAnyElementsOf(test).doesNotContainAnyElementsOf(otherSeed);
  }

  /** Sorted numbers of all puzzles. */
  private static Set<String> check(CountdownSplit split, int count, long seed) {
    List<Problem> problems = new CountdownGenerator(split, 3, 6, seed).problems(count).toList();
    assertThat(problems).hasSize(count);
    Set<String> keys = new HashSet<>();
    Set<Integer> sizes = new HashSet<>();
    Set<String> puzzles = new HashSet<>();
    for (Problem problem : problems) {
      CountdownPuzzle puzzle = CountdownPuzzle.parse(problem.expectedAnswer());
      assertThat(puzzle.fault(problem.solution())).as(problem.id()).isEmpty();
      assertThat(puzzle.target()).isBetween(1, 999);
      assertThat(problem.question()).contains("Make " + puzzle.target() + " of the numbers");
      keys.add(puzzle.key());
      sizes.add(puzzle.numbers().size());
      puzzles.add(puzzle.key() + ">" + puzzle.target());
    }
    assertThat(sizes).containsExactlyInAnyOrder(3, 4, 5, 6);
    assertThat(puzzles).hasSize(count);
    return keys;
  }
}
