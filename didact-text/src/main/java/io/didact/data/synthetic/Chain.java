package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The last-digit calculator: lettered operations applied from left to right, as in {@code
 * 9a+4b+7c-7}, which is 3. The letters say where in the chain a reader is.
 *
 * @param first the digit that the chain starts with
 * @param operations 1 to 26 of them
 */
public record Chain(int first, List<Operation> operations) implements Task {
  public Chain {
    Digits.check(first);
    operations = List.copyOf(operations);
    if (operations.isEmpty() || operations.size() > 26) {
      throw new IllegalArgumentException(
          "a chain has 1 to 26 operations, was " + operations.size());
    }
  }

  /**
   * A random chain. Plus and minus are drawn twice as often as times, and nothing is multiplied by
   * 0, so that the operations before still count.
   *
   * @param length the number of operations
   */
  public static Chain random(int length, SplittableRandom random) {
    int first = random.nextInt(10);
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      operations.add(randomOperation(random));
    }
    return new Chain(first, operations);
  }

  /** An operation as chains have them. */
  static Operation randomOperation(SplittableRandom random) {
    int draw = random.nextInt(5);
    if (draw == 4) {
      return new Operation(Operator.TIMES, 1 + random.nextInt(9));
    }
    return new Operation(draw < 2 ? Operator.PLUS : Operator.MINUS, random.nextInt(10));
  }

  /**
   * Reads a question such as {@code 9a+4b+7c-7}.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static Chain parse(String question) {
    if (question.length() < 4 || question.length() % 3 != 1) {
      throw new IllegalArgumentException("not a chain: " + question);
    }
    List<Operation> operations = new ArrayList<>();
    for (int at = 1; at < question.length(); at += 3) {
      if (question.charAt(at) != letter(at / 3)) {
        throw new IllegalArgumentException("not a chain: " + question);
      }
      operations.add(
          new Operation(Operator.of(question.charAt(at + 1)), Digits.of(question.charAt(at + 2))));
    }
    return new Chain(Digits.of(question.charAt(0)), operations);
  }

  /** The letter of the operation at {@code index}, counted from 0. */
  static char letter(int index) {
    return (char) ('a' + index);
  }

  /** The digit that the chain ends with. */
  public int result() {
    int value = first;
    for (Operation operation : operations) {
      value = operation.apply(value);
    }
    return value;
  }

  @Override
  public String question() {
    return question(0);
  }

  /** The question with letters from another one on. */
  String question(int firstLetter) {
    StringBuilder text = new StringBuilder().append(first);
    for (int i = 0; i < operations.size(); i++) {
      text.append(letter(firstLetter + i)).append(operations.get(i));
    }
    return text.toString();
  }

  @Override
  public String solution() {
    return Integer.toString(result());
  }

  @Override
  public boolean correct(String answer) {
    return answer.strip().equals(solution());
  }

  @Override
  public String key() {
    return question();
  }

  @Override
  public Domain domain() {
    return Domain.CHAIN;
  }
}
