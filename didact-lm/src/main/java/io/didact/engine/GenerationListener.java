package io.didact.engine;

/**
 * Hears how far a generation is. Workers call it, each from its own thread, after every step. What
 * it throws ends the generation: each worker ends when its own call throws, and the first exception
 * comes out of the call that generates.
 */
@FunctionalInterface
public interface GenerationListener {
  /** Does not listen. */
  GenerationListener NONE = (tokens, finished, spared) -> {};

  /**
   * @param tokens written in the step
   * @param finished samples that ended with it
   * @param spared tokens that these could still have had
   */
  void onStep(int tokens, int finished, long spared);

  /**
   * A sample is finished; told before the step that ended it.
   *
   * @param seed of its draws
   */
  default void onFinished(long seed, Completion completion) {}

  /** So many of the samples that were told of as finished are sampled anew from now on. */
  default void onAgain(int samples) {}
}
