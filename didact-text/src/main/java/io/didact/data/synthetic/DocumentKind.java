package io.didact.data.synthetic;

/** What pretraining documents are about. */
public enum DocumentKind {
  /** Single operations: {@code 9+4=3,7*2=4,…<end>}. */
  FACTS,
  /** Which operation makes the target of two digits? {@code 3,3>8 +6-0*9 no,6,3>8 +9-3*8,…<end>} */
  LOOKUPS,
  /** Operations, and the same ones in another order: {@code a+9c-2:c-2,a+9.<end>}. */
  COPIES,
  /** A chain, as the teacher or as the student sees it. */
  CHAIN,
  /** A countdown, as the teacher or as the student sees it. */
  COUNTDOWN,
  /** Operations on whole numbers: {@code sum 47+38=77+8=85,47*6=240+42=282,…<end>}. */
  SUMS,
  /** Three numbers, and the pairs of a search: {@code 12,34,7:a12+34 7,b12+7 34,…<end>} */
  PAIRS,
  /** A countdown with whole numbers, as the teacher or as the student sees it. */
  WHOLE_COUNTDOWN,
  /** A chain of 1 to 3 operations with any letters, always explained step by step. */
  SHORT_CHAIN,
  /** A chain of 4 or 5 operations. */
  LONG_CHAIN,
  /** Short chains side by side, always explained step by step: {@code 7a-6;2b*5c-7}. */
  COMPOUNDS,
  /**
   * A chain of 4 or 5 operations that begins to be explained step by step, up to the first step:
   * {@code <S>9a+4b+7c-7d+1<t>step }. What follows is not shown.
   */
  OPENINGS
}
