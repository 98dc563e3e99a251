package io.didact.distill;

import io.didact.data.Problem;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One explanation that a teacher wrote for a problem.
 *
 * @param problem with the kept explanation as its {@code trace}
 * @param think the explanation's tokens exactly as sampled, without the closing tag
 * @param closed whether the closing tag was written before the length limit
 * @param reward its RLT reward, finite
 * @param seed of its sample
 */
public record ScoredTrace(
    Problem problem, TokenIds think, boolean closed, double reward, long seed) {
  /** Highest reward first; sorting by it is stable. */
  static final Comparator<ScoredTrace> BY_REWARD =
      Comparator.comparingDouble(ScoredTrace::reward).reversed();

  public ScoredTrace {
    if (!Double.isFinite(reward)) {
      throw new IllegalArgumentException(
          "problem " + problem.id() + ": the reward of a trace is " + reward);
    }
  }

  /** The traces of each problem id, ids and traces in the order of first appearance. */
  static Map<String, List<ScoredTrace>> byProblem(List<ScoredTrace> traces) {
    Map<String, List<ScoredTrace>> groups = new LinkedHashMap<>();
    for (ScoredTrace trace : traces) {
      groups.computeIfAbsent(trace.problem().id(), id -> new ArrayList<>()).add(trace);
    }
    return groups;
  }
}
