package io.didact.engine;

/**
 * Log-probabilities of the tokens of one span.
 *
 * @param values [span] entry k is the log-probability of the span's token k given all tokens before
 *     it. Not copied; not to be changed
 * @param temperature τ &gt; 0 that divided the logits
 */
public record TokenLogProbs(double[] values, double temperature) {
  public TokenLogProbs {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("temperature must be > 0, was " + temperature);
    }
  }

  /** Number of tokens. */
  public int size() {
    return values.length;
  }
}
