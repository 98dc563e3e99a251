package io.didact.data.synthetic;

import io.didact.data.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** Problems that all ask different questions. */
public final class Distinct {
  private Distinct() {}

  /**
   * The first of them.
   *
   * @param problem the problem of an index, from 0
   * @param source what makes them, for messages
   * @throws IllegalArgumentException if so many cannot be found
   */
  public static Stream<Problem> of(int count, LongFunction<Problem> problem, Record source) {
    Map<String, Problem> byQuestion = new LinkedHashMap<>();
    for (long index = 0; byQuestion.size() < count; index++) {
      if (index > 1000L + 100L * count) {
        throw new IllegalArgumentException(
            "found only "
                + byQuestion.size()
                + " of "
                + count
                + " different problems in "
                + source);
      }
      Problem next = problem.apply(index);
      byQuestion.putIfAbsent(next.question(), next);
    }
    return byQuestion.values().stream();
  }
}
