package io.didact.data.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Problem;
import io.didact.data.synthetic.Mix;
import io.didact.data.synthetic.Split;
import io.didact.data.synthetic.Style;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordProblemGeneratorTest {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /** Not even with other names, things and words. */
  @Test
  void splitsNeverShareArithmetic() {
    Map<String, Split> owner = new HashMap<>();
    for (Split split : Split.values()) {
      // The same seed and the easiest level on purpose: collisions would be common.
      WordProblemGenerator made = new WordProblemGenerator(split, 1, 2, 10, 1);
      for (int i = 0; i < 500; i++) {
        assertThat(owner.putIfAbsent(made.wordProblem(i).key(), split)).isIn(null, split);
      }
    }
  }

  @Test
  void aProblemDependsOnSeedAndIndexOnly() {
    Mix<Style> styles = new Mix<>(Map.of(Style.STEP, 1.0, Style.TALK, 1.0));
    WordProblemGenerator made = usual(Split.RL, 5);
    List<Problem> forwards = List.of(made.problem(0), made.problem(1), made.explained(2, styles));
    WordProblemGenerator again = usual(Split.RL, 5);
    assertThat(List.of(again.explained(2, styles), again.problem(1), again.problem(0)))
        .containsExactly(forwards.get(2), forwards.get(1), forwards.get(0));
    assertThat(made.problem(2)).isEqualTo(forwards.get(2).withTrace(null));
    assertThat(usual(Split.RL, 6).problem(0).question()).isNotEqualTo(made.problem(0).question());
    assertThat(made.problem(17).id()).isEqualTo("word-problems-rl-17");
  }

  @Test
  void stepsAndNumbersAreAsAsked() {
    WordProblemGenerator made = new WordProblemGenerator(Split.TRAIN, 2, 4, 12, 9);
    Map<Integer, Integer> lengths = new TreeMap<>();
    for (int i = 0; i < 900; i++) {
      WordProblem problem = made.wordProblem(i);
      lengths.merge(problem.steps().size(), 1, Integer::sum);
      assertThat(NUMBER.matcher(problem.question()).results().map(MatchResult::group))
          .allMatch(number -> Integer.parseInt(number) >= 2 && Integer.parseInt(number) <= 12);
      assertThat(problem.steps())
          .allMatch(step -> step.result() >= 2 && step.result() <= 2 * 10 * 12);
    }
    assertThat(lengths.keySet()).containsExactly(2, 3, 4);
    lengths.values().forEach(count -> assertThat(count).isBetween(230, 370));
  }

  /** The easiest level has two repeated questions in 4,000, and some 1,800 calculations. */
  @Test
  void thereAreManyOfThem() {
    assertThat(distinct(2, 10, 4000)).containsExactly(3998, 1836);
    assertThat(distinct(3, 20, 2000)).containsExactly(2000, 1978);
  }

  private static List<Integer> distinct(int steps, int largest, int drawn) {
    WordProblemGenerator made = new WordProblemGenerator(Split.TRAIN, steps, steps, largest, 1);
    Set<String> questions = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < drawn; i++) {
      WordProblem problem = made.wordProblem(i);
      questions.add(problem.question());
      keys.add(problem.key());
    }
    return List.of(questions.size(), keys.size());
  }

  @Test
  void distinctProblemsAskDifferentQuestions() {
    assertThat(usual(Split.TEST, 9).distinct(200).map(Problem::question))
        .hasSize(200)
        .doesNotHaveDuplicates();
  }

  @Test
  void saysAllThatIsWrong() {
    assertThatThrownBy(() -> new WordProblemGenerator(Split.RL, 0, 9, 2, 1))
        .hasMessageContaining("minSteps must be ≥ 1, was 0")
        .hasMessageContaining("maxSteps must be from minSteps to 6, was 9")
        .hasMessageContaining("largest must be from 5 to 1000, was 2");
  }

  private static WordProblemGenerator usual(Split split, long seed) {
    return new WordProblemGenerator(split, 2, 4, 20, seed);
  }
}
