package io.didact.data.words;

/** What an amount is of, which says what may happen to it next. */
enum Kind {
  THINGS,
  /** Things that each of several children has. */
  THINGS_EACH,
  /** Boxes with something in them that was not told yet. */
  CONTAINERS,
  /** Boxes that were filled with as many things as was told. */
  FILLED,
  HOURS,
  MONEY
}
