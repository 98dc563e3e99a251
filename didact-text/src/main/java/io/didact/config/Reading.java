package io.didact.config;

import org.jspecify.annotations.Nullable;

/**
 * How a file is read, beyond the record that it fills in.
 *
 * @param nesting how a flat file stands for the document; null where it is the document
 * @param check what must hold across it
 * @param inputsExist whether a file that an {@link Input} names must be there
 */
public record Reading(@Nullable Nesting nesting, CrossCheck check, boolean inputsExist) {
  static final Reading PLAIN = new Reading(null, CrossCheck.NONE);

  /** For files whose inputs may be replaced by others: whoever needs them has to look. */
  public static final Reading OF_REPLACEABLE_INPUTS = new Reading(null, CrossCheck.NONE, false);

  /** With inputs that must be there. */
  public Reading(@Nullable Nesting nesting, CrossCheck check) {
    this(nesting, check, true);
  }
}
