package io.didact.data.countdown;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Numbers and a target: an expression of all the numbers, each exactly once, with + − × ÷ and
 * parentheses, that has the target's value. What is in between may be fractions and below 0.
 *
 * @param numbers 1 to 8 whole numbers > 0, in the order in which they are shown
 * @param target a whole number
 */
public record CountdownPuzzle(List<Integer> numbers, int target) {
  private static final int MOST_NUMBERS = 8;

  public CountdownPuzzle {
    numbers = List.copyOf(numbers);
    if (numbers.isEmpty() || numbers.size() > MOST_NUMBERS) {
      throw new IllegalArgumentException(
          "a countdown has 1 to " + MOST_NUMBERS + " numbers, had " + numbers.size());
    }
    if (numbers.stream().anyMatch(number -> number < 1)) {
      throw new IllegalArgumentException("numbers must be ≥ 1, were " + numbers);
    }
  }

  /**
   * Reads what {@link #toString} writes, such as {@code 3,7,50>143}; brackets and blanks may stand
   * around the numbers.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static CountdownPuzzle parse(String text) {
    String plain = text.replaceAll("[\\s\\[\\]]", "");
    if (!plain.matches("[0-9]{1,9}(,[0-9]{1,9}){0,7}>-?[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "not a countdown, which is written as in 3,7,50>143: "
              + (text.length() > 80 ? text.substring(0, 80) + "…" : text));
    }
    int arrow = plain.indexOf('>');
    return new CountdownPuzzle(
        Arrays.stream(plain.substring(0, arrow).split(",")).map(Integer::valueOf).toList(),
        Integer.parseInt(plain.substring(arrow + 1)));
  }

  /**
   * What is wrong with an answer; nothing where it is right. Any text is legal. The target may
   * stand on the other side of an equals sign.
   *
   * @param answer such as {@code (50 - 3) * 3 + 2} or {@code 141 + 2 = 143}
   */
  public Optional<String> fault(String answer) {
    String[] sides = answer.strip().split("=", -1);
    if (sides.length > 2) {
      return Optional.of("it has more than one equals sign");
    }
    String expression = sides[0];
    if (sides.length == 2) {
      boolean first = isTarget(sides[1]);
      if (!first && !isTarget(sides[0])) {
        return Optional.of("it sets the expression equal to something else than " + target);
      }
      expression = first ? sides[0] : sides[1];
    }
    Arithmetic.Result result;
    try {
      result = Arithmetic.evaluate(expression);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    List<BigInteger> wanted = numbers.stream().map(BigInteger::valueOf).sorted().toList();
    if (!result.numbers().stream().sorted().toList().equals(wanted)) {
      return Optional.of("it uses %s, not each of %s once".formatted(result.numbers(), numbers));
    }
    return result.value().equals(Rational.of(target))
        ? Optional.empty()
        : Optional.of("it comes to " + result.value() + ", not " + target);
  }

  private boolean isTarget(String side) {
    try {
      Arithmetic.Result result = Arithmetic.evaluate(side);
      return result.numbers().size() == 1 && result.value().equals(Rational.of(target));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false;
    }
  }

  /** Whether a text looks like an expression, perhaps with what it comes to on either side. */
  public static boolean looksLikeAnswer(String text) {
    if (text.length() > Arithmetic.MAX_LENGTH) {
      return false;
    }
    String[] sides = text.split("=", -1);
    return sides.length <= 2 && Arrays.stream(sides).anyMatch(Arithmetic::looksLikeOne);
  }

  /** What {@link CountdownSplit} goes by: puzzles with the same numbers are akin. */
  String key() {
    return numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** {@code 3,7,50>143}. */
  @Override
  public String toString() {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(",")) + ">" + target;
  }
}
