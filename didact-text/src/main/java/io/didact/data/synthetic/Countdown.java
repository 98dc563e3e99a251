package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Three digits and a target: make the target of the three, from left to right modulo 10, as in
 * {@code 4,9,3>8}, which {@code 4*9*3} solves. Any expression that uses every number once and hits
 * the target is right; the canonical solution is the first that the search of {@link #attempts()}
 * meets.
 *
 * @param numbers three digits
 * @param target a digit that can be made of them
 */
public record Countdown(List<Integer> numbers, int target) implements Task {
  public Countdown {
    numbers = List.copyOf(numbers);
    if (numbers.size() != 3) {
      throw new IllegalArgumentException("countdown has 3 numbers, was " + numbers.size());
    }
    numbers.forEach(Digits::check);
    Digits.check(target);
    if (search(numbers, target).isEmpty()) {
      throw new IllegalArgumentException(target + " cannot be made of " + numbers);
    }
  }

  /** A random one: digits and target uniform, drawn again until the target can be made. */
  public static Countdown random(SplittableRandom random) {
    while (true) {
      List<Integer> numbers = List.of(random.nextInt(10), random.nextInt(10), random.nextInt(10));
      int target = random.nextInt(10);
      if (search(numbers, target).isPresent()) {
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

  /**
   * All 12 tries in the order of the search: the pairs (1st, 2nd), (1st, 3rd), (2nd, 3rd), each
   * with x+y, x*y, x-y, y-x; lettered from a to l.
   */
  List<Attempt> attempts() {
    return attempts(numbers, target);
  }

  /** The first try that hits. */
  Attempt solved() {
    return search(numbers, target).orElseThrow();
  }

  @Override
  public String question() {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(",")) + ">" + target;
  }

  @Override
  public String solution() {
    Attempt solved = solved();
    return solved.expression(solved.hit().orElseThrow());
  }

  @Override
  public boolean correct(String answer) {
    String text = answer.strip();
    if (!text.matches("[0-9][-+*][0-9][-+*][0-9]")) {
      return false;
    }
    List<Integer> used = new ArrayList<>();
    int value = Digits.of(text.charAt(0));
    used.add(value);
    for (int at = 1; at < text.length(); at += 2) {
      int operand = Digits.of(text.charAt(at + 1));
      used.add(operand);
      value = Operator.of(text.charAt(at)).apply(value, operand);
    }
    return value == target && sorted(used).equals(sorted(numbers));
  }

  @Override
  public String key() {
    return sorted(numbers) + ">" + target;
  }

  @Override
  public Domain domain() {
    return Domain.COUNTDOWN;
  }

  private static Optional<Attempt> search(List<Integer> numbers, int target) {
    return attempts(numbers, target).stream().filter(a -> a.hit().isPresent()).findFirst();
  }

  private static List<Attempt> attempts(List<Integer> numbers, int target) {
    int[][] pairs = {{0, 1, 2}, {0, 2, 1}, {1, 2, 0}};
    List<Attempt> attempts = new ArrayList<>();
    for (int[] pair : pairs) {
      int x = numbers.get(pair[0]);
      int y = numbers.get(pair[1]);
      int rest = numbers.get(pair[2]);
      char letter = Chain.letter(attempts.size());
      attempts.add(new Attempt(letter, x, Operator.PLUS, y, rest, target));
      attempts.add(new Attempt((char) (letter + 1), x, Operator.TIMES, y, rest, target));
      attempts.add(new Attempt((char) (letter + 2), x, Operator.MINUS, y, rest, target));
      attempts.add(new Attempt((char) (letter + 3), y, Operator.MINUS, x, rest, target));
    }
    return attempts;
  }

  private static List<Integer> sorted(List<Integer> digits) {
    return digits.stream().sorted().toList();
  }
}
