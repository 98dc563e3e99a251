package io.didact.recipe.engine;

import io.didact.engine.Sampling;

/**
 * What a server's log-probs are. Didact's are of the tempered logits, over the whole vocabulary.
 */
enum LogProbKind {
  /** There are none. */
  NONE,
  /** Of the logits as they are, whatever the temperature. */
  RAW,
  /** Of the logits over the temperature, over the tokens that truncation left. */
  TRUNCATED,
  /** Of the logits over the temperature, over the whole vocabulary. */
  WHOLE;

  /** Whether they are Didact's for a sampling. */
  boolean holds(Sampling sampling) {
    return switch (this) {
      case NONE -> false;
      case RAW -> sampling.logProbTemperature() == 1;
      case TRUNCATED -> !Ask.truncates(sampling);
      case WHOLE -> true;
    };
  }
}
