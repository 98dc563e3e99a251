package io.didact.config;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a file is read, beyond the record that it fills in.
 *
 * @param layout how the file stands for the document; null where it is the document
 * @param check what must hold across it
 * @param inputsExist whether a file that an {@link Input} names must be there
 * @param remarks hears of each key that was given and has no effect, with its line
 */
public record Reading(
    @Nullable Layout layout, CrossCheck check, boolean inputsExist, Consumer<String> remarks) {
  static final Reading PLAIN = new Reading(null, CrossCheck.NONE);

  /** For files whose inputs may be replaced by others: whoever needs them has to look. */
  public static final Reading OF_REPLACEABLE_INPUTS =
      new Reading(null, CrossCheck.NONE, false, line -> {});

  /** With inputs that must be there. */
  public Reading(@Nullable Layout layout, CrossCheck check) {
    this(layout, check, true, line -> {});
  }
}
