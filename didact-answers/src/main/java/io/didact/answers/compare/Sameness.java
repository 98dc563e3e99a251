package io.didact.answers.compare;

/** Whether two answers are the same. */
public enum Sameness {
  /** They are. */
  SAME,
  /** They are not. */
  DIFFERENT,
  /** It could not be found out within the budget, or one of them could not be read. */
  UNDECIDED;

  /** All must be the same: one difference decides. */
  Sameness and(Sameness other) {
    if (this == DIFFERENT || other == DIFFERENT) {
      return DIFFERENT;
    }
    return this == SAME ? other : this;
  }

  /** One that is the same decides. */
  Sameness or(Sameness other) {
    if (this == SAME || other == SAME) {
      return SAME;
    }
    return this == DIFFERENT ? other : this;
  }
}
