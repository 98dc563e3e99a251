package io.didact.algorithm;

import java.util.LinkedHashMap;
import java.util.Map;

/** How far a sampler's log-probs are from the policy's, summed up over the tokens of a step. */
public final class Mismatch {
  private long tokens;
  private double absolute;
  private double most;
  private double weights;
  private double squares;
  private long completions;
  private long unknown;
  private long changed;

  /**
   * Adds a completion.
   *
   * @param policy [tokens] log π_old
   * @param sampler [tokens] log μ
   * @param used [tokens] the weights of the loss
   */
  public void add(double[] policy, double[] sampler, double[] used) {
    completions++;
    for (int k = 0; k < policy.length; k++) {
      double log = policy[k] - sampler[k];
      double weight = Math.exp(Math.min(20, log));
      tokens++;
      absolute += Math.abs(log);
      most = Math.max(most, Math.abs(log));
      weights += weight;
      squares += weight * weight;
      changed += used[k] < weight ? 1 : 0;
    }
  }

  /** Adds a completion of which the sampler says no log-probs. */
  public void addUnknown() {
    completions++;
    unknown++;
  }

  /** Mean |log π_old − log μ| over the tokens, in nats; 0 over none. */
  public double mean() {
    return tokens == 0 ? 0 : absolute / tokens;
  }

  /** Whether no completion could be compared, where there are any. */
  public boolean isUnknown() {
    return tokens == 0 && completions > 0;
  }

  /**
   * {@code mean} and {@code max} of |log π_old − log μ|; {@code effectiveSampleSize}, the share
   * (Σw)² / (n Σw²) of the tokens that untruncated weights leave; {@code bounded}, the share of
   * tokens whose weight was cut or left out; {@code unknown}, the share of completions without
   * log-probs of the sampler, which take no part in the loss.
   */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    double count = Math.max(1, tokens);
    metrics.put("mismatch/mean", mean());
    metrics.put("mismatch/max", most);
    metrics.put(
        "mismatch/effectiveSampleSize", squares > 0 ? weights / squares * (weights / count) : 0);
    metrics.put("mismatch/bounded", changed / count);
    metrics.put("mismatch/unknown", (double) unknown / Math.max(1, completions));
    return metrics;
  }
}
