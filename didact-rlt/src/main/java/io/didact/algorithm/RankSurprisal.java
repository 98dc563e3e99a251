package io.didact.algorithm;

import java.util.List;

/**
 * How a student takes a thought, token by token: how likely each is to it, and how many others are
 * likelier. A low ratio of the two is informative yet reachable: the tokens surprise, and are
 * within reach all the same (rank-surprisal ratio, arXiv 2601.14249).
 *
 * @param meanRank mean of the tokens' ranks, each at most {@link #MOST}; NaN without tokens
 * @param meanSurprisal mean of −log π_s, in nats; NaN without tokens
 */
public record RankSurprisal(double meanRank, double meanSurprisal) {
  /** Ranks beyond count as this one. */
  public static final double MOST = 100;

  /**
   * @param logProbs [thought] log π_s of each token
   * @param ranks [thought] 1 and how many tokens are likelier
   */
  public static RankSurprisal of(double[] logProbs, double[] ranks) {
    double rank = 0;
    double surprisal = 0;
    for (int k = 0; k < logProbs.length; k++) {
      rank += Math.min(MOST, ranks[k]);
      surprisal += Math.max(0, -logProbs[k]); // rounding may give a log-prob above 0
    }
    return new RankSurprisal(rank / logProbs.length, surprisal / logProbs.length);
  }

  /** Mean log π_s of a token; −∞ without tokens. */
  public double logProb() {
    return Double.isNaN(meanSurprisal) ? Double.NEGATIVE_INFINITY : -meanSurprisal;
  }

  /** Σ ranks / Σ −log π_s; ∞ without tokens, and where nothing surprises. */
  public double ratio() {
    return Double.isNaN(meanRank) ? Double.POSITIVE_INFINITY : meanRank / meanSurprisal;
  }

  /** Of a set of thoughts, each with tokens: Σ mean ranks / Σ mean surprisals. */
  public static double ratio(List<RankSurprisal> set) {
    double ranks = set.stream().mapToDouble(RankSurprisal::meanRank).sum();
    return ranks / set.stream().mapToDouble(RankSurprisal::meanSurprisal).sum();
  }
}
