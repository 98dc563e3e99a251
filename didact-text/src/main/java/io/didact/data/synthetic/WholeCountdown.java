package io.didact.data.synthetic;

import io.didact.data.countdown.CountdownPuzzle;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Countdown with three whole numbers of 1 to 99 and ordinary arithmetic, as in {@code 12,34,7>50},
 * which {@code 12*7-34} solves. The alphabet of the small models has no parentheses: targets are
 * what can be made without them, of a sum or of a product with a digit. One number at least has two
 * digits, so that no question is one of {@link Countdown}. Any answer that {@link CountdownPuzzle}
 * takes is right; the canonical solution is the first that the search of {@link WholeAttempt}
 * meets.
 *
 * @param puzzle three numbers and a target ≥ 1 that the search finds
 */
public record WholeCountdown(CountdownPuzzle puzzle) implements Searched {
  private static final int LARGEST = 99;

  public WholeCountdown {
    List<Integer> numbers = puzzle.numbers();
    if (numbers.size() != 3
        || numbers.stream().anyMatch(number -> number > LARGEST)
        || numbers.stream().allMatch(number -> number <= 9)) {
      throw new IllegalArgumentException(
          "a countdown with whole numbers has 3 of 1 to %d, one of them of two digits; was %s"
              .formatted(LARGEST, puzzle));
    }
    if (puzzle.target() < 1 || !solvable(puzzle)) {
      throw new IllegalArgumentException(
          "the search does not find %d of %s".formatted(puzzle.target(), numbers));
    }
  }

  /**
   * A random one: each number is a digit or has two digits, half and half, and the target is one of
   * the results that can be made, each as likely as the others.
   */
  public static WholeCountdown random(SplittableRandom random) {
    List<Integer> numbers;
    do {
      numbers = Stream.generate(() -> number(random)).limit(3).toList();
    } while (numbers.stream().allMatch(number -> number <= 9));
    List<Integer> targets =
        WholeAttempt.all(numbers, 0).stream()
            .flatMap(attempt -> attempt.closings().stream().map(((WholeAttempt) attempt)::result))
            .filter(result -> result > 0)
            .distinct()
            .toList();
    int target = targets.get(random.nextInt(targets.size()));
    return new WholeCountdown(new CountdownPuzzle(numbers, target));
  }

  private static int number(SplittableRandom random) {
    return random.nextBoolean() ? random.nextInt(1, 10) : random.nextInt(10, LARGEST + 1);
  }

  /**
   * Reads a question such as {@code 12,34,7>50}.
   *
   * @throws IllegalArgumentException if it is not one, or the search does not solve it
   */
  public static WholeCountdown parse(String question) {
    return new WholeCountdown(CountdownPuzzle.parse(question));
  }

  @Override
  public int target() {
    return puzzle.target();
  }

  @Override
  public List<Attempt> attempts() {
    return WholeAttempt.all(puzzle.numbers(), target());
  }

  @Override
  public String question() {
    return puzzle.toString();
  }

  @Override
  public String solution() {
    return search().solution();
  }

  @Override
  public String expected() {
    return question();
  }

  @Override
  public boolean correct(String answer) {
    return puzzle.fault(answer).isEmpty();
  }

  /** The sorted numbers, whatever the target. */
  @Override
  public String key() {
    return puzzle.numbers().stream().sorted().toList().toString();
  }

  @Override
  public Domain domain() {
    return Domain.WHOLE_COUNTDOWN;
  }

  private static boolean solvable(CountdownPuzzle puzzle) {
    return WholeAttempt.all(puzzle.numbers(), puzzle.target()).stream()
        .anyMatch(attempt -> attempt.hit().isPresent());
  }
}
