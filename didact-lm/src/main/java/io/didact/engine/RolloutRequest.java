package io.didact.engine;

import io.didact.text.TokenIds;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Samples that are wanted of one prompt.
 *
 * @param prompt not empty
 * @param seeds one for each sample, at least one
 * @param maxNewTokens for each sample the most tokens that it gets, at least 1; {@link
 *     Sampling#maxNewTokens} bounds them too. Empty where it alone does
 * @param notFirst ids that no sample begins with; ids that the model lacks may be among them, to no
 *     effect
 */
public record RolloutRequest(
    TokenIds prompt, long[] seeds, int[] maxNewTokens, Set<Integer> notFirst) {
  public RolloutRequest {
    notFirst = Set.copyOf(notFirst);
    if (prompt.isEmpty()) {
      throw new IllegalArgumentException("a prompt needs at least one token");
    }
    if (seeds.length == 0) {
      throw new IllegalArgumentException("a request needs at least one seed");
    }
    if (maxNewTokens.length != 0 && maxNewTokens.length != seeds.length) {
      throw new IllegalArgumentException(
          "a request with " + seeds.length + " seeds had " + maxNewTokens.length + " limits");
    }
    for (int most : maxNewTokens) {
      if (most < 1) {
        throw new IllegalArgumentException("maxNewTokens must be ≥ 1, was " + most);
      }
    }
  }

  /** Samples that only the sampling bounds. */
  public RolloutRequest(TokenIds prompt, long[] seeds) {
    this(prompt, seeds, new int[0]);
  }

  /** Samples that may begin with any id. */
  public RolloutRequest(TokenIds prompt, long[] seeds, int[] maxNewTokens) {
    this(prompt, seeds, maxNewTokens, Set.of());
  }

  /**
   * The same for some of its samples.
   *
   * @param samples their places among the seeds, at least one
   */
  public RolloutRequest only(int... samples) {
    return new RolloutRequest(
        prompt,
        IntStream.of(samples).mapToLong(sample -> seeds[sample]).toArray(),
        maxNewTokens.length == 0
            ? maxNewTokens
            : IntStream.of(samples).map(sample -> maxNewTokens[sample]).toArray(),
        notFirst);
  }

  /** The most tokens that a sample gets. */
  public int maxNewTokens(int sample, Sampling sampling) {
    return maxNewTokens.length == 0
        ? sampling.maxNewTokens()
        : Math.min(maxNewTokens[sample], sampling.maxNewTokens());
  }

  /** The most tokens that any of the samples gets. */
  int longest(Sampling sampling) {
    return IntStream.range(0, seeds.length)
        .map(sample -> maxNewTokens(sample, sampling))
        .max()
        .getAsInt();
  }

  /** The most tokens that all samples get together. */
  long newTokens(Sampling sampling) {
    return IntStream.range(0, seeds.length)
        .mapToLong(sample -> maxNewTokens(sample, sampling))
        .sum();
  }
}
