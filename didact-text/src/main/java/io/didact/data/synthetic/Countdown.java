package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Three digits and a target: make the target of the three, from left to right modulo 10, as in
 * {@code 4,9,3>8}, which {@code 4*9*3} solves. Any expression that uses every number once and hits
 * the target is right; the canonical solution is the first that a search in fixed order meets:
 * pairs (1st, 2nd), (1st, 3rd), (2nd, 3rd), for each x+y, x*y, x-y, y-x, and then + - * with the
 * third.
 *
 * @param numbers three digits
 * @param target a digit that can be made of them
 */
public record Countdown(List<Integer> numbers, int target) implements Searched {
  private static final Pattern EXPRESSION = Pattern.compile("[0-9][-+*][0-9][-+*][0-9]");

  public Countdown {
    numbers = List.copyOf(numbers);
    if (numbers.size() != 3) {
      throw new IllegalArgumentException("countdown has 3 numbers, was " + numbers.size());
    }
    numbers.forEach(Digits::check);
    Digits.check(target);
    if (!solvable(numbers, target)) {
      throw new IllegalArgumentException(target + " cannot be made of " + numbers);
    }
  }

  /** A random one: digits and target uniform, drawn again until the target can be made. */
  public static Countdown random(SplittableRandom random) {
    while (true) {
      List<Integer> numbers = List.of(random.nextInt(10), random.nextInt(10), random.nextInt(10));
      int target = random.nextInt(10);
      if (solvable(numbers, target)) {
        return new Countdown(numbers, target);
      }
    }
  }

  /**
   * Reads a question such as {@code 4,9,3>8}.
   *
   * @throws IllegalArgumentException if it is not one, or has no solution
   */
  public static Countdown parse(String question) {
    if (!question.matches("[0-9],[0-9],[0-9]>[0-9]")) {
      throw new IllegalArgumentException("not a countdown: " + question);
    }
    return new Countdown(
        List.of(
            Digits.of(question.charAt(0)),
            Digits.of(question.charAt(2)),
            Digits.of(question.charAt(4))),
        Digits.of(question.charAt(6)));
  }

  @Override
  public String question() {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(",")) + ">" + target;
  }

  @Override
  public String solution() {
    return search().solution();
  }

  @Override
  public List<Attempt> attempts() {
    return DigitAttempt.all(numbers, target);
  }

  @Override
  public boolean correct(String answer) {
    String text = answer.strip();
    return EXPRESSION.matcher(text).matches() && solvedBy(text).key().equals(key());
  }

  /**
   * A countdown that an expression solves: its numbers in their order, and what they come to.
   *
   * @throws IllegalArgumentException if it is none of three digits, as {@code 4*9*3}
   */
  public static Countdown solvedBy(String expression) {
    if (!EXPRESSION.matcher(expression).matches()) {
      throw new IllegalArgumentException("not an expression of three digits: " + expression);
    }
    List<Integer> numbers = new ArrayList<>();
    int value = Digits.of(expression.charAt(0));
    numbers.add(value);
    for (int at = 1; at < expression.length(); at += 2) {
      int operand = Digits.of(expression.charAt(at + 1));
      numbers.add(operand);
      value = Operator.of(expression.charAt(at)).apply(value, operand);
    }
    return new Countdown(numbers, value);
  }

  @Override
  public String key() {
    return sorted(numbers) + ">" + target;
  }

  @Override
  public Domain domain() {
    return Domain.COUNTDOWN;
  }

  private static boolean solvable(List<Integer> numbers, int target) {
    return DigitAttempt.all(numbers, target).stream()
        .anyMatch(attempt -> attempt.hit().isPresent());
  }

  private static List<Integer> sorted(List<Integer> digits) {
    return digits.stream().sorted().toList();
  }
}
