package io.didact.distill;

import io.didact.algorithm.RankSurprisal;
import io.didact.config.Rules;
import io.didact.data.Seeds;
import io.didact.data.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which of each problem's traces are kept, of one set or of several that are merged by problem.
 *
 * @param by what puts a problem's traces in order
 * @param ranks places in that order that are kept: 1 is the first, −1 the last; empty for all
 * @param closed whether traces that were cut at the length limit are left out before ranking
 * @param correct whether traces without a right answer are left out before ranking
 * @param maxTokens longest thought that takes part, in tokens; 0 for no limit
 * @param seed of the order {@code RANDOM}
 */
public record TraceSelection(
    By by, List<Integer> ranks, boolean closed, boolean correct, int maxTokens, long seed) {

  /** What puts a problem's traces in order. Equal ones stand in the order of the sets. */
  public enum By {
    /** The highest reward first. */
    REWARD(true) {
      @Override
      double value(Candidate candidate, long seed) {
        return TraceOrder.rewardOf(candidate.trace());
      }
    },
    /** The shortest thought first. */
    LENGTH(false) {
      @Override
      double value(Candidate candidate, long seed) {
        return candidate.tokens();
      }
    },
    /** The likeliest thought to a student first: mean log π_s of its tokens. */
    LOG_PROB(true) {
      @Override
      double value(Candidate candidate, long seed) {
        return candidate.student().logProb();
      }
    },
    /** The lowest ratio of rank and surprisal to a student first. */
    RSR(false) {
      @Override
      double value(Candidate candidate, long seed) {
        return candidate.student().ratio();
      }
    },
    /** By lot, the same for the same seed, problem, set and place. */
    RANDOM(false) {
      @Override
      double value(Candidate candidate, long seed) {
        long problem = Seeds.of(candidate.trace().problem().id());
        return Seeds.mix(seed, problem, Seeds.of(candidate.set()), candidate.place()) >>> 11;
      }
    },
    /** As they were sampled, set by set. */
    SAMPLED(false) {
      @Override
      double value(Candidate candidate, long seed) {
        return 0;
      }
    };

    private final boolean largestFirst;

    By(boolean largestFirst) {
      this.largestFirst = largestFirst;
    }

    /** What is compared. */
    abstract double value(Candidate candidate, long seed);

    /** Whether a student is asked about the traces. */
    public boolean asksStudent() {
      return this == LOG_PROB || this == RSR;
    }

    /** Whether what is compared says something to people. */
    boolean isMeasured() {
      return this != RANDOM && this != SAMPLED;
    }
  }

  /**
   * A trace of a set.
   *
   * @param set its name
   * @param place among the problem's traces in its set, from 0
   * @param asked how a student takes it, where one is asked
   */
  record Candidate(String set, int place, Trace trace, Optional<RankSurprisal> asked) {
    RankSurprisal student() {
      return asked.orElseThrow();
    }

    int tokens() {
      if (trace.hasTextAlone()) {
        throw new IllegalArgumentException(
            "problem %s: a trace of `%s` has no traceIds, and lengths are in tokens"
                .formatted(trace.problem().id(), set));
      }
      return trace.think().size();
    }

    boolean isRight() {
      return trace
          .correct()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "problem %s: a trace of `%s` does not say whether its answer is right; collect it with a reward that looks at answers"
                          .formatted(trace.problem().id(), set)));
    }
  }

  /**
   * A trace that was kept.
   *
   * @param set where it came from
   * @param rank its place in the order, from 1
   * @param of how many took part
   * @param value what they were ordered by, where that was measured
   * @param student how the student takes it, where one was asked
   */
  public record Kept(
      String set,
      Trace trace,
      int rank,
      int of,
      Optional<Double> value,
      Optional<RankSurprisal> student) {}

  /**
   * What was kept.
   *
   * @param kept problem by problem, in the order of their first traces
   * @param missing places that were asked for and that a problem had too few traces for
   */
  public record Selected(List<Kept> kept, int missing) {}

  public TraceSelection {
    ranks = List.copyOf(ranks);
    Rules rules = new Rules().atLeast("maxTokens", 0, maxTokens);
    rules
        .require(!ranks.contains(0), "ranks", "count from 1, or from -1 backwards: there is no 0")
        .require(
            ranks.stream().distinct().count() == ranks.size(), "ranks", "has one of them twice")
        .done();
  }

  /** Chooses where no student is asked. */
  public Selected of(Map<String, List<Trace>> sets) {
    return of(
        sets,
        traces -> {
          throw new IllegalStateException(by + " asks a student");
        });
  }

  /**
   * Chooses for each problem. A problem that has fewer traces than a rank asks for keeps none for
   * it.
   *
   * @param sets name → traces
   * @param student how a student takes traces, each in its place; asked once, of those that take
   *     part, where the order asks for it
   * @throws IllegalArgumentException where sets are of different problems, a trace lacks what the
   *     order or a condition asks for, or no problem has as many traces as a rank asks for
   */
  public Selected of(
      Map<String, List<Trace>> sets, Function<List<Trace>, List<RankSurprisal>> student) {
    requireSameProblems(sets);
    List<Candidate> taking = new ArrayList<>();
    Set<String> problems = new HashSet<>();
    sets.forEach(
        (set, traces) ->
            TraceOrder.byProblem(traces)
                .forEach(
                    (problem, group) -> {
                      problems.add(problem);
                      for (int place = 0; place < group.size(); place++) {
                        taking.add(new Candidate(set, place, group.get(place), Optional.empty()));
                      }
                    }));
    taking.removeIf(each -> !takesPart(each));
    Map<String, List<Candidate>> byProblem = new LinkedHashMap<>();
    for (Candidate each : by.asksStudent() ? asked(taking, student) : taking) {
      byProblem.computeIfAbsent(each.trace().problem().id(), id -> new ArrayList<>()).add(each);
    }
    requireRanks(byProblem.values());
    List<Kept> kept = new ArrayList<>();
    byProblem.values().forEach(group -> kept.addAll(of(group)));
    int wanted = ranks.size() * problems.size();
    return new Selected(kept, Math.max(0, wanted - kept.size()));
  }

  private static List<Candidate> asked(
      List<Candidate> taking, Function<List<Trace>, List<RankSurprisal>> student) {
    List<RankSurprisal> all = student.apply(taking.stream().map(Candidate::trace).toList());
    List<Candidate> asked = new ArrayList<>();
    for (int i = 0; i < taking.size(); i++) {
      Candidate each = taking.get(i);
      asked.add(new Candidate(each.set(), each.place(), each.trace(), Optional.of(all.get(i))));
    }
    return asked;
  }

  private List<Kept> of(List<Candidate> group) {
    record Valued(double value, Candidate candidate) {}
    Comparator<Valued> order = Comparator.comparingDouble(Valued::value);
    List<Valued> ordered =
        group.stream()
            .map(each -> new Valued(by.value(each, seed), each)) // also of one that stands alone
            .sorted(by.largestFirst ? order.reversed() : order)
            .toList();
    List<Kept> kept = new ArrayList<>();
    int of = ordered.size();
    for (int i = 0; i < of; i++) {
      if (ranks.isEmpty() || ranks.contains(i + 1) || ranks.contains(i - of)) {
        Candidate each = ordered.get(i).candidate();
        kept.add(
            new Kept(
                each.set(),
                each.trace(),
                i + 1,
                of,
                Optional.of(ordered.get(i).value()).filter(value -> by.isMeasured()),
                each.asked()));
      }
    }
    return kept;
  }

  private boolean takesPart(Candidate each) {
    return (!closed || each.trace().closed())
        && (maxTokens == 0 || each.tokens() <= maxTokens)
        && (!correct || each.isRight());
  }

  private void requireRanks(Collection<List<Candidate>> groups) {
    int most = groups.stream().mapToInt(List::size).max().orElse(0);
    for (int rank : ranks) {
      if (most > 0 && Math.abs(rank) > most) {
        throw new IllegalArgumentException(
            "ranks: there is no %d: no problem has more than %d traces that take part"
                .formatted(rank, most));
      }
    }
  }

  /** An id is one problem in all sets, and a set that is merged shares some with the others. */
  private static void requireSameProblems(Map<String, List<Trace>> sets) {
    record Asked(String question, String set) {}
    Map<String, Asked> known = new HashMap<>();
    Map<String, Integer> ofSets = new HashMap<>();
    sets.forEach(
        (set, traces) -> {
          Set<String> own = new HashSet<>();
          for (Trace trace : traces) {
            String id = trace.problem().id();
            Asked first =
                known.computeIfAbsent(id, key -> new Asked(trace.problem().question(), set));
            if (!first.question().equals(trace.problem().question())) {
              throw new IllegalArgumentException(
                  "problem %s has another question in `%s` than in `%s`: \"%s\", and \"%s\". Sets are merged by the ids of problems"
                      .formatted(
                          id,
                          set,
                          first.set(),
                          brief(trace.problem().question()),
                          brief(first.question())));
            }
            own.add(id);
          }
          own.forEach(id -> ofSets.merge(id, 1, Integer::sum));
        });
    sets.forEach(
        (set, traces) -> {
          boolean alone =
              traces.stream().allMatch(each -> ofSets.getOrDefault(each.problem().id(), 0) == 1);
          if (sets.size() > 1 && !traces.isEmpty() && alone) {
            throw new IllegalArgumentException(
                "`%s` has no problem in common with the other sets, with which it is to be merged by problem (its first is %s)"
                    .formatted(set, traces.get(0).problem().id()));
          }
        });
  }

  private static String brief(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
