package io.didact.data.synthetic;

import io.didact.data.Problem;
import io.didact.data.Seeds;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Endless tasks of one domain and one split. Task {@code index} depends on the seed and the index
 * only.
 *
 * @param minLength shortest chain, in operations
 * @param maxLength longest chain, in operations; countdown always has two
 * @param seed of this source; sources of different splits never share a task, whatever their seeds
 */
public record TaskSource(Domain domain, Split split, int minLength, int maxLength, long seed) {
  /** Of fine-tuning, reinforcement learning and tests; shorter ones are for pretraining. */
  public static final int USUAL_MIN_LENGTH = 3;

  /** Likewise, of the longest. */
  public static final int USUAL_MAX_LENGTH = 5;

  /** A letter each. */
  public static final int MOST_OPERATIONS = 26;

  public TaskSource {
    if (minLength < 1 || maxLength < minLength || maxLength > MOST_OPERATIONS) {
      throw new IllegalArgumentException(
          "lengths must be 1 ≤ min ≤ max ≤ 26, were " + minLength + " and " + maxLength);
    }
  }

  /** Tasks of the usual lengths: chains of 3 to 5 operations. */
  public static TaskSource of(Domain domain, Split split, long seed) {
    return new TaskSource(domain, split, USUAL_MIN_LENGTH, USUAL_MAX_LENGTH, seed);
  }

  /** The task of an index. */
  public Task task(long index) {
    SplittableRandom random = random(index, 0);
    while (true) {
      int length = random.nextInt(minLength, maxLength + 1);
      Task task = domain.random(length, random);
      if (Split.of(task) == split) {
        return task;
      }
    }
  }

  /** The problem of an index, called as in {@code chain-test-17}. */
  public Problem problem(long index) {
    Task task = task(index);
    String id = domain.label() + "-" + split.label() + "-" + index;
    String solution = task.solution();
    String answer = task.expected().equals(solution) ? null : task.expected();
    return new Problem(id, task.question(), solution, answer, null);
  }

  /** The problem of an index with an explanation whose style is drawn from a mix. */
  public Problem explained(long index, Mix<Style> styles) {
    SplittableRandom random = random(index, 1);
    Explained explained = styles.pick(random).explain(task(index), random);
    return problem(index).withTrace(explained.text());
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
    return Seeds.random(Seeds.mix(seed, domain.ordinal(), split.ordinal(), index, purpose));
  }
}
