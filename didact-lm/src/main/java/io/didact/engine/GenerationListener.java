package io.didact.engine;

/** Hears how far a generation is. Lanes call it, each from its own thread, after every step. */
@FunctionalInterface
public interface GenerationListener {
  /** Does not listen. */
  GenerationListener NONE = (tokens, finished) -> {};

  /**
   * @param tokens written in the step
   * @param finished samples that ended with it
   */
  void onStep(int tokens, int finished);
}
