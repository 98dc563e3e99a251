package io.didact.report;

import java.util.List;

/**
 * A problem with all explanations of it.
 *
 * @param id of the problem
 * @param question q
 * @param solution s
 * @param traces of all sets
 */
public record InspectedProblem(
    String id, String question, String solution, List<InspectedTrace> traces) {
  public InspectedProblem {
    traces = List.copyOf(traces);
  }
}
