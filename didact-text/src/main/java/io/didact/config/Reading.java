package io.didact.config;

import org.jspecify.annotations.Nullable;

/**
 * How a file is read, beyond the record that it fills in.
 *
 * @param nesting how a flat file stands for the document; null where it is the document
 * @param check what must hold across it
 * @param inputsExist whether a file that an {@link Input} names must be there
 * @param multiplied key of a map whose elements the document's {@code matrix} multiplies; null
 *     where it has no such key
 */
public record Reading(
    @Nullable Nesting nesting, CrossCheck check, boolean inputsExist, @Nullable String multiplied) {
  static final Reading PLAIN = new Reading(null, CrossCheck.NONE);

  /** For files whose inputs may be replaced by others: whoever needs them has to look. */
  public static final Reading OF_REPLACEABLE_INPUTS =
      new Reading(null, CrossCheck.NONE, false, null);

  /** With inputs that must be there. */
  public Reading(@Nullable Nesting nesting, CrossCheck check) {
    this(nesting, check, true, null);
  }

  /** For a document whose {@code matrix} multiplies the elements of a map. */
  public static Reading multiplying(String map, CrossCheck check) {
    return new Reading(null, check, true, map);
  }
}
