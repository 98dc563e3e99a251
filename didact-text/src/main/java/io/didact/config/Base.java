package io.didact.config;

/** Where the keys that a block leaves out take their values from. */
sealed interface Base {
  /** From this value, which the enclosing record has as its default. */
  record Instance(Object value) implements Base {}

  /** From nowhere but the block's own type. */
  Base NONE = Absent.NONE;

  /**
   * They could not be worked out, because something around is wrong; do not report them missing.
   */
  Base UNKNOWN = Absent.UNKNOWN;

  /** No value. */
  enum Absent implements Base {
    NONE,
    UNKNOWN
  }
}
