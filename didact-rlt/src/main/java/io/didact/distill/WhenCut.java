package io.didact.distill;

import io.didact.config.Rules;

/**
 * What becomes of explanations that are not whole: they lack the closing tag, mostly because the
 * limit of tokens cut them, or an answer lacks its solution.
 */
public sealed interface WhenCut {
  /** Ways without settings. */
  enum Simply implements WhenCut {
    /** They are kept as they are. */
    KEEP,
    /** They are left out. */
    DROP,
    /** The closing tag is put in where they end, before they are scored. */
    CLOSE
  }

  /**
   * They are sampled anew, with other draws; what is cut each time is left out.
   *
   * @param attempts how many times at most, beyond the first
   */
  record SampleAgain(int attempts) implements WhenCut {
    public SampleAgain {
      new Rules().atLeast("attempts", 1, attempts).done();
    }

    static SampleAgain defaults() {
      return new SampleAgain(4);
    }
  }

  /** How many times they are sampled anew. */
  default int attempts() {
    return 0;
  }
}
