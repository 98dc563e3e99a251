package io.didact.engine;

import io.didact.text.TokenIds;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A sample in flight: what it has written and whether that ends it. */
final class Sample {
  private final TokenIds prompt;
  private final long seed;
  private final int maxNewTokens;
  private final Set<Integer> notFirst;
  private final Set<Integer> stopIds;
  private final StopStrings.Stream stops;
  private final @Nullable IntFunction<byte[]> bytes;
  private int[] ids = new int[16];
  private double[] logProbs = new double[16];
  private int written;
  private @Nullable Finish finish;

  /**
   * @param maxNewTokens it ends with, where nothing ends it before
   * @param notFirst ids that it does not begin with
   * @param bytes what an id stands for; null where no stop strings are looked for
   */
  Sample(
      TokenIds prompt,
      long seed,
      int maxNewTokens,
      Set<Integer> notFirst,
      Set<Integer> stopIds,
      StopStrings stopStrings,
      @Nullable IntFunction<byte[]> bytes) {
    this.prompt = prompt;
    this.seed = seed;
    this.maxNewTokens = maxNewTokens;
    this.notFirst = notFirst;
    this.stopIds = stopIds;
    this.stops = stopStrings.new Stream();
    this.bytes = bytes;
  }

  /** The token that the model reads next: the last one there is. */
  int current() {
    return written == 0 ? prompt.get(prompt.size() - 1) : ids[written - 1];
  }

  /** The place of {@link #current} in the sequence; the cache holds all tokens before it. */
  int position() {
    return prompt.size() - 1 + written;
  }

  /** What it has written so far. */
  TokenIds written() {
    return TokenIds.of(Arrays.copyOf(ids, written));
  }

  long seed() {
    return seed;
  }

  /** Tokens that it may still have. */
  int spared() {
    return maxNewTokens - written;
  }

  /** Tokens of prompt and sample at most. */
  int longest() {
    return prompt.size() + maxNewTokens;
  }

  /** Where the next token is drawn. */
  double uniform() {
    return Sampler.uniform(seed, written);
  }

  /** Ids that the next token may not be. */
  Set<Integer> closed() {
    return written == 0 ? notFirst : Set.of();
  }

  void append(int id, double logProb) {
    if (written == ids.length) {
      ids = Arrays.copyOf(ids, 2 * written);
      logProbs = Arrays.copyOf(logProbs, 2 * written);
    }
    ids[written] = id;
    logProbs[written] = logProb;
    written++;
    boolean text = bytes != null && stops.endsWithin(bytes.apply(id));
    if (text || stopIds.contains(id)) {
      finish = Finish.STOP;
    } else if (written == maxNewTokens) {
      finish = Finish.LENGTH;
    }
  }

  boolean isFinished() {
    return finish != null;
  }

  /**
   * @throws IllegalStateException while it is in flight
   */
  Completion completion() {
    if (finish == null) {
      throw new IllegalStateException("the sample is not finished");
    }
    return new Completion(
        TokenIds.of(Arrays.copyOf(ids, written)), Arrays.copyOf(logProbs, written), finish);
  }
}
