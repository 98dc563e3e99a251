package io.didact.data.countdown;

import io.didact.config.Rules;
import io.didact.data.Problem;
import io.didact.data.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Puzzles of one split, each made backwards from a solution: numbers are drawn, put together two at
 * a time by random operations until one value is left, and that is the target. Puzzle {@code index}
 * depends on the seed and the index only.
 *
 * @param minNumbers fewest numbers of a puzzle, ≥ 2
 * @param maxNumbers most numbers of a puzzle, ≤ 8
 * @param seed of this source; sources of different splits share no set of numbers whatever theirs
 */
public record CountdownGenerator(CountdownSplit split, int minNumbers, int maxNumbers, long seed) {
  /** Numbers are 1 to this, targets too but for three digits. */
  private static final int LARGEST_NUMBER = 99;

  private static final int LARGEST_TARGET = 999;

  public CountdownGenerator {
    new Rules()
        .atLeast("minNumbers", 2, minNumbers)
        .require(maxNumbers <= 8, "maxNumbers", "≤ 8", maxNumbers)
        .require(
            minNumbers <= maxNumbers,
            "minNumbers",
            "must be ≤ maxNumbers, were %d and %d".formatted(minNumbers, maxNumbers))
        .done();
  }

  /** A puzzle with the solution that it was made from. */
  record Solved(CountdownPuzzle puzzle, String solution) {}

  Solved solved(long index) {
    SplittableRandom random = Seeds.random(Seeds.mix(seed, split.ordinal(), index));
    while (true) {
      Solved solved = random(random);
      if (solved.puzzle().target() >= 1
          && solved.puzzle().target() <= LARGEST_TARGET
          && CountdownSplit.of(solved.puzzle()) == split) {
        return solved;
      }
    }
  }

  /** A part of a solution in the making. */
  private record Part(int value, String text, boolean single) {
    String operand() {
      return single ? text : "(" + text + ")";
    }
  }

  private Solved random(SplittableRandom random) {
    int count = random.nextInt(minNumbers, maxNumbers + 1);
    List<Integer> numbers = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = random.nextInt(1, LARGEST_NUMBER + 1);
      numbers.add(number);
      parts.add(new Part(number, String.valueOf(number), true));
    }
    while (parts.size() > 1) {
      Part left = parts.remove(random.nextInt(parts.size()));
      Part right = parts.remove(random.nextInt(parts.size()));
      parts.add(joined(left, right, random));
    }
    return new Solved(new CountdownPuzzle(numbers, parts.get(0).value()), parts.get(0).text());
  }

  /** Values stay whole, > 0 and small: an operation that would not keep them so is drawn again. */
  private static Part joined(Part left, Part right, SplittableRandom random) {
    while (true) {
      int a = left.value();
      int b = right.value();
      switch (random.nextInt(4)) {
        case 0 -> {
          return part(left, "+", right, a + b);
        }
        case 1 -> {
          if (a > b) {
            return part(left, "-", right, a - b);
          }
        }
        case 2 -> {
          if ((long) a * b <= LARGEST_TARGET) {
            return part(left, "*", right, a * b);
          }
        }
        default -> {
          if (a % b == 0) {
            return part(left, "/", right, a / b);
          }
        }
      }
    }
  }

  private static Part part(Part left, String operator, Part right, int value) {
    return new Part(value, left.operand() + " " + operator + " " + right.operand(), false);
  }

  /**
   * The first problems that are all different; called as in {@code countdown-test-17}. The answer
   * to check against is the puzzle itself ({@link CountdownPuzzle#parse}), for many expressions are
   * right; the solution is the one that the puzzle was made from.
   *
   * @throws IllegalArgumentException if so many cannot be found
   */
  public Stream<Problem> problems(int count) {
    Map<String, Problem> found = new LinkedHashMap<>();
    for (long index = 0; found.size() < count; index++) {
      if (index > 1000L + 100L * count) {
        throw new IllegalArgumentException(
            "found only " + found.size() + " of " + count + " different puzzles in " + this);
      }
      Solved solved = solved(index);
      CountdownPuzzle puzzle = solved.puzzle();
      found.putIfAbsent(
          puzzle.key() + ">" + puzzle.target(),
          new Problem(
              "countdown-" + split.label() + "-" + index,
              question(puzzle),
              solved.solution(),
              puzzle.toString(),
              null));
    }
    return found.values().stream();
  }

  private static String question(CountdownPuzzle puzzle) {
    return "Make %d of the numbers %s. Use each number exactly once, with +, -, *, / and parentheses."
        .formatted(
            puzzle.target(),
            String.join(", ", puzzle.numbers().stream().map(String::valueOf).toList()));
  }
}
