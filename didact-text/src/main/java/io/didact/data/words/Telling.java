package io.didact.data.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sentences of a solution.
 *
 * @param results of the steps; those of a slip are not all right
 */
record Telling(List<Step> steps, List<Integer> results) {
  /** Of the right results. */
  static Telling right(List<Step> steps) {
    return new Telling(steps, steps.stream().map(Step::result).toList());
  }

  /**
   * The sentence of a step.
   *
   * @param from results of steps from this one on are written out: with the step itself none is
   */
  String sentence(int step, int from) {
    return steps.get(step).told(arithmetic(step, from));
  }

  /** {@code (7 + 4) * 2 = 22}. */
  String arithmetic(int step, int from) {
    return expression(step, from) + " = " + results.get(step);
  }

  /**
   * The same with the result of a step changed, and those after it as they follow from that;
   * nothing where one of them would be none.
   *
   * @param by what is added to the result
   */
  Optional<Telling> slipped(int at, int by) {
    List<Integer> wrong = new ArrayList<>(results.subList(0, at));
    for (int i = at; i < steps.size(); i++) {
      Step step = steps.get(i);
      int left = value(step.left(), wrong);
      int right = value(step.right(), wrong);
      int result = step.operation().apply(left, right) + (i == at ? by : 0);
      if (result < 1 || step.operation() == Operation.OVER && left % right != 0) {
        return Optional.empty();
      }
      wrong.add(result);
    }
    return Optional.of(new Telling(steps, wrong));
  }

  private static int value(Term term, List<Integer> results) {
    return term.step() == Term.STATED ? term.value() : results.get(term.step());
  }

  private String expression(int index, int from) {
    Step step = steps.get(index);
    return term(step.left(), step.operation(), from)
        + " "
        + step.operation().symbol()
        + " "
        + term(step.right(), step.operation(), from);
  }

  private String term(Term term, Operation outer, int from) {
    if (term.step() == Term.STATED || term.step() < from) {
      return Integer.toString(value(term, results));
    }
    String inner = expression(term.step(), from);
    // What is written out stands on the left, or is added.
    return outer.binds() && !steps.get(term.step()).operation().binds() ? "(" + inner + ")" : inner;
  }
}
