package io.didact.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * maj@k, also called consensus or self-consistency: k samples vote with their answers, and the most
 * frequent answer is the problem's.
 *
 * <p>All right answers are one candidate, however they are written; other answers are the same when
 * their extracted texts are, after {@link SampleSet#voting} has given one text to those that say
 * the same. A sample without an answer does not vote. Among t answers with equally many votes each
 * wins with chance 1/t, which is what "the earliest wins" comes to over random orders; where nobody
 * votes the vote is lost.
 *
 * @param samples n of the problem, those without a vote included
 * @param right samples with a right answer, the size of that candidate
 * @param others [candidates] sizes of the other candidates, each ≥ 1
 */
public record MajorityVote(int samples, int right, List<Integer> others) {
  public MajorityVote {
    others = List.copyOf(others);
    int votes = right + others.stream().mapToInt(Integer::intValue).sum();
    if (right < 0 || votes > samples || others.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          right + " right and " + others + " other votes of " + samples + " samples");
    }
  }

  /** The candidates among a problem's samples. */
  public static MajorityVote of(ProblemSamples problem) {
    Map<String, Integer> others = new LinkedHashMap<>();
    for (SampleOutcome sample : problem.samples()) {
      if (!sample.correct() && sample.answer().isPresent()) {
        others.merge(sample.answer().get(), 1, Integer::sum);
      }
    }
    return new MajorityVote(problem.size(), problem.correct(), List.copyOf(others.values()));
  }

  /**
   * The chance that k of the n samples, drawn without replacement, vote for the right answer. It is
   * exact, not resampled: the sum over the votes j ≥ 1 that the right answer gets.
   *
   * @param k in [1, n]
   */
  public double at(int k) {
    if (k < 1 || k > samples) {
      throw new IllegalArgumentException("maj@" + k + " of " + samples + " samples");
    }
    double chance = 0;
    for (int votes = 1; votes <= Math.min(right, k); votes++) {
      double drawn = new Draw(samples, right, k).chance(votes);
      if (drawn > 0) {
        chance += drawn * wins(votes, samples - right, k - votes);
      }
    }
    return Math.min(1, chance); // the sum may be off in its last digits
  }

  /**
   * The chance that the right answer wins with {@code votes}, given that the other candidates and
   * the abstaining ones are a population of which {@code draws} are drawn. Candidates with fewer
   * members than {@code votes} can neither win nor tie, so that only the larger ones are gone
   * through, one after the other.
   */
  private double wins(int votes, int population, int draws) {
    // chances[ties][left]: no candidate so far has more than `votes`, `ties` of them have as many,
    // and `left` draws are left for the rest of the population
    double[][] chances = new double[draws / votes + 1][draws + 1];
    chances[0][draws] = 1;
    for (int size : others) {
      if (size >= votes) {
        chances = withCandidate(chances, votes, population, size);
        population -= size;
      }
    }
    double wins = 0;
    for (int ties = 0; ties < chances.length; ties++) {
      for (double chance : chances[ties]) {
        wins += chance / (ties + 1);
      }
    }
    return wins;
  }

  private static double[][] withCandidate(double[][] chances, int votes, int population, int size) {
    double[][] next = new double[chances.length][chances[0].length];
    for (int ties = 0; ties < chances.length; ties++) {
      for (int left = 0; left < chances[0].length; left++) {
        if (chances[ties][left] > 0) {
          Draw draw = new Draw(population, size, left);
          for (int i = 0; i <= Math.min(votes, left); i++) {
            double chance = draw.chance(i);
            if (chance > 0) {
              next[i == votes ? ties + 1 : ties][left - i] += chances[ties][left] * chance;
            }
          }
        }
      }
    }
    return next;
  }

  /**
   * Draws without replacement (hypergeometric distribution).
   *
   * @param population from which is drawn
   * @param members of it that count
   * @param draws how many are drawn, ≤ population
   */
  private record Draw(int population, int members, int draws) {
    /** {@code C(members, i) C(population − members, draws − i) / C(population, draws)}. */
    double chance(int i) {
      if (i > members || draws - i > population - members) {
        return 0;
      }
      return Math.exp(
          LogFactorials.choose(members, i)
              + LogFactorials.choose(population - members, draws - i)
              - LogFactorials.choose(population, draws));
    }
  }
}
