package io.didact.data;

import java.util.SplittableRandom;

/**
 * Randomness by coordinates: every random draw belongs to a (seed, step, problem, sample) and comes
 * out the same whatever was drawn before it, in whichever order or thread.
 *
 * <p>The hash is a chain of SplitMix64 finalisers (Steele, Lea, Flood, "Fast splittable
 * pseudorandom number generators", 2014; the same one as in {@link SplittableRandom}).
 */
public final class Seeds {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private Seeds() {}

  /**
   * The seed of the place that the coordinates name; their order matters, and so does their number.
   */
  public static long mix(long seed, long... coordinates) {
    long hash = finalise(seed + GOLDEN_GAMMA);
    for (long coordinate : coordinates) {
      hash = finalise(hash + GOLDEN_GAMMA + finalise(coordinate));
    }
    return hash;
  }

  /** A hash of a text that is the same on every machine and in every version. */
  public static long of(String text) {
    long hash = finalise(text.length() + GOLDEN_GAMMA);
    for (int i = 0; i < text.length(); i++) {
      hash = finalise(hash + GOLDEN_GAMMA + text.charAt(i));
    }
    return hash;
  }

  /** A generator that starts at {@code seed}. */
  public static SplittableRandom random(long seed) {
    return new SplittableRandom(seed);
  }

  private static long finalise(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
