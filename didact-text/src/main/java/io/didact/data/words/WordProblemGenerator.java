package io.didact.data.words;

import io.didact.config.Rules;
import io.didact.data.Problem;
import io.didact.data.Seeds;
import io.didact.data.synthetic.Distinct;
import io.didact.data.synthetic.Mix;
import io.didact.data.synthetic.Split;
import io.didact.data.synthetic.Style;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Endless word problems of one split. Problem {@code index} depends on the seed and the index only.
 *
 * @param minSteps of the easiest
 * @param maxSteps of the hardest
 * @param largest number that a question states, from 2 on; results are at most ten times as large,
 *     of two people together twenty times
 * @param seed splits never share a problem's arithmetic, whatever their seeds
 */
public record WordProblemGenerator(
    Split split, int minSteps, int maxSteps, int largest, long seed) {
  /** Usual settings. */
  public static final int MIN_STEPS = 2;

  public static final int MAX_STEPS = 4;
  public static final int LARGEST = 20;

  private static final int MOST_STEPS = 6;
  private static final int LEAST_LARGEST = 5;
  private static final int MOST_LARGEST = 1000;

  public WordProblemGenerator {
    new Rules()
        .require(minSteps >= 1, "minSteps", "≥ 1", minSteps)
        .require(
            maxSteps >= minSteps && maxSteps <= MOST_STEPS,
            "maxSteps",
            "from minSteps to " + MOST_STEPS,
            maxSteps)
        .require(
            largest >= LEAST_LARGEST && largest <= MOST_LARGEST,
            "largest",
            "from " + LEAST_LARGEST + " to " + MOST_LARGEST,
            largest)
        .done();
  }

  /** The word problem of an index. */
  public WordProblem wordProblem(long index) {
    SplittableRandom random = random(index, 0);
    while (true) {
      int length = random.nextInt(minSteps, maxSteps + 1);
      Optional<WordProblem> story = Story.random(length, largest, random);
      if (story.isPresent() && story.get().split() == split) {
        return story.get();
      }
    }
  }

  /** The problem of an index, called as in {@code word-problems-test-17}. */
  public Problem problem(long index) {
    WordProblem made = wordProblem(index);
    String id = "word-problems-" + split.label() + "-" + index;
    return new Problem(id, made.question(), made.solution(), null, null);
  }

  /** The problem of an index with an explanation whose style is drawn from a mix. */
  public Problem explained(long index, Mix<Style> styles) {
    SplittableRandom random = random(index, 1);
    WordProblem made = wordProblem(index);
    return problem(index).withTrace(made.explain(styles.pick(random), random).text());
  }

  /**
   * The first problems that all ask different questions.
   *
   * @throws IllegalArgumentException if so many cannot be found
   */
  public Stream<Problem> distinct(int count) {
    return Distinct.of(count, this::problem, this);
  }

  private SplittableRandom random(long index, long purpose) {
    return Seeds.random(Seeds.mix(seed, split.ordinal(), index, purpose));
  }
}
