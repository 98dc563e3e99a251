package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The steps of a chain as text, with one or more operations to a step. */
final class ChainSteps {
  /** What a slip adds to no result. */
  private static final int NO_SLIP = -1;

  private final Chain chain;
  private final int firstLetter;

  ChainSteps(Chain chain) {
    this(chain, 0);
  }

  /**
   * @param firstLetter index of the first operation's letter
   */
  ChainSteps(Chain chain, int firstLetter) {
    this.chain = chain;
    this.firstLetter = firstLetter;
  }

  /** {@code a9+4=3}, {@code b3+7=0}, {@code c0-7=3}. */
  List<String> single() {
    return write(ones(length()), NO_SLIP, 0).steps();
  }

  /** The last two operations in one: {@code a9+4=3}, {@code b3+7c-7=3}. */
  List<String> lastTwoMerged() {
    return length() < 2 ? single() : write(with(ones(length() - 2), 2), NO_SLIP, 0).steps();
  }

  /** All but the last operation in one: {@code a9+4b+7=0}, {@code c0-7=3}. */
  List<String> allButLastMerged() {
    return length() < 2 ? single() : write(List.of(length() - 1, 1), NO_SLIP, 0).steps();
  }

  /** Single steps; the one at {@code index} comes out {@code by} too high, which is carried on. */
  Written slipped(int index, int by) {
    return write(ones(length()), index, by);
  }

  /** Steps, and the digit that they end with. */
  record Written(List<String> steps, int result) {}

  private Written write(List<Integer> operationsPerStep, int slipAt, int slipBy) {
    List<String> steps = new ArrayList<>();
    int value = chain.first();
    int next = 0;
    for (int count : operationsPerStep) {
      StringBuilder step = new StringBuilder().append(letter(next)).append(value);
      for (int i = 0; i < count; i++, next++) {
        Operation operation = chain.operations().get(next);
        step.append(i == 0 ? "" : letter(next)).append(operation);
        value = operation.apply(value);
      }
      if (steps.size() == slipAt) {
        value = Operator.PLUS.apply(value, slipBy);
      }
      steps.add(step.append('=').append(value).toString());
    }
    return new Written(steps, value);
  }

  private char letter(int operation) {
    return Chain.letter(firstLetter + operation);
  }

  private int length() {
    return chain.operations().size();
  }

  private static List<Integer> ones(int count) {
    return new ArrayList<>(Collections.nCopies(count, 1));
  }

  private static List<Integer> with(List<Integer> counts, int last) {
    counts.add(last);
    return counts;
  }
}
