package io.didact.distill;

import io.didact.data.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Traces by problem and by reward. */
final class TraceOrder {
  private TraceOrder() {}

  /** The traces of each problem id, ids and traces in the order of first appearance. */
  static Map<String, List<Trace>> byProblem(List<Trace> traces) {
    Map<String, List<Trace>> groups = new LinkedHashMap<>();
    for (Trace trace : traces) {
      groups.computeIfAbsent(trace.problem().id(), id -> new ArrayList<>()).add(trace);
    }
    return groups;
  }

  /**
   * The same traces, highest reward first, equal rewards in their order.
   *
   * @throws IllegalArgumentException if a trace has no reward, also where it is the only one
   */
  static List<Trace> highestRewardFirst(List<Trace> traces) {
    traces.forEach(TraceOrder::rewardOf);
    return traces.stream()
        .sorted(Comparator.comparingDouble(TraceOrder::rewardOf).reversed())
        .toList();
  }

  static double rewardOf(Trace trace) {
    return trace
        .reward()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "problem "
                        + trace.problem().id()
                        + ": a trace has no reward to choose by; collect the traces with one"));
  }
}
