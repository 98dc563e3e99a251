package io.didact.distill;

import io.didact.config.Rules;
import io.didact.data.Seeds;
import io.didact.data.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of each problem's traces are kept, of one set or of several that are merged by problem.
 *
 * @param by what puts a problem's traces in order
 * @param ranks places in that order that are kept, 1 is the first; empty for all
 * @param closed whether traces that were cut at the length limit are left out before ranking
 * @param maxTokens longest thought that takes part, in tokens; 0 for no limit
 * @param seed of the order {@code RANDOM}
 */
public record TraceSelection(By by, List<Integer> ranks, boolean closed, int maxTokens, long seed) {

  /** What puts a problem's traces in order. Equal ones stand in the order of the sets. */
  public enum By {
    /** The highest reward first. */
    REWARD {
      @Override
      double key(Candidate candidate, long seed) {
        return -TraceOrder.rewardOf(candidate.trace());
      }
    },
    /** The lowest reward first. */
    LOWEST_REWARD {
      @Override
      double key(Candidate candidate, long seed) {
        return TraceOrder.rewardOf(candidate.trace());
      }
    },
    /** The shortest thought first. */
    LENGTH {
      @Override
      double key(Candidate candidate, long seed) {
        return candidate.trace().think().size();
      }
    },
    /** By lot, the same for the same seed, problem, set and place. */
    RANDOM {
      @Override
      double key(Candidate candidate, long seed) {
        long problem = Seeds.of(candidate.trace().problem().id());
        return Seeds.mix(seed, problem, Seeds.of(candidate.set()), candidate.place()) >>> 11;
      }
    },
    /** As they were sampled, set by set. */
    SAMPLED {
      @Override
      double key(Candidate candidate, long seed) {
        return 0;
      }
    };

    /** The smallest comes first. */
    abstract double key(Candidate candidate, long seed);
  }

  /**
   * A trace of a set.
   *
   * @param set its name
   * @param place among the problem's traces in its set, from 0
   */
  record Candidate(String set, int place, Trace trace) {}

  /**
   * A trace that was kept.
   *
   * @param set where it came from
   * @param rank its place in the order, from 1
   * @param of how many took part
   */
  public record Kept(String set, Trace trace, int rank, int of) {}

  public TraceSelection {
    ranks = List.copyOf(ranks);
    Rules rules = new Rules().atLeast("maxTokens", 0, maxTokens);
    for (int rank : ranks) {
      rules.atLeast("ranks", 1, rank);
    }
    rules
        .require(
            ranks.stream().distinct().count() == ranks.size(), "ranks", "has one of them twice")
        .done();
  }

  /**
   * Chooses for each problem; problems stay in the order of their first trace. A problem that has
   * fewer traces than a rank asks for keeps none for it.
   *
   * @param sets name → traces
   * @throws IllegalArgumentException where a trace has no reward and the order asks for one
   */
  public List<Kept> of(Map<String, List<Trace>> sets) {
    Map<String, List<Candidate>> byProblem = new LinkedHashMap<>();
    sets.forEach(
        (set, traces) ->
            TraceOrder.byProblem(traces)
                .forEach(
                    (problem, group) -> {
                      List<Candidate> all =
                          byProblem.computeIfAbsent(problem, id -> new ArrayList<>());
                      for (int place = 0; place < group.size(); place++) {
                        if (takesPart(group.get(place))) {
                          all.add(new Candidate(set, place, group.get(place)));
                        }
                      }
                    }));
    List<Kept> kept = new ArrayList<>();
    for (List<Candidate> group : byProblem.values()) {
      List<Candidate> ordered = ordered(group);
      for (int i = 0; i < ordered.size(); i++) {
        if (ranks.isEmpty() || ranks.contains(i + 1)) {
          kept.add(new Kept(ordered.get(i).set(), ordered.get(i).trace(), i + 1, ordered.size()));
        }
      }
    }
    return kept;
  }

  /** Every key is taken, also of one that stands alone. */
  private List<Candidate> ordered(List<Candidate> group) {
    record Keyed(double key, Candidate candidate) {}
    return group.stream()
        .map(each -> new Keyed(by.key(each, seed), each))
        .sorted(Comparator.comparingDouble(Keyed::key))
        .map(Keyed::candidate)
        .toList();
  }

  private boolean takesPart(Trace trace) {
    return (!closed || trace.closed()) && (maxTokens == 0 || trace.think().size() <= maxTokens);
  }
}
