package io.didact.config;

import org.jspecify.annotations.Nullable;

/**
 * How a file is read, beyond the record that it fills in.
 *
 * @param nesting how a flat file stands for the document; null where it is the document
 * @param check what must hold across it
 */
public record Reading(@Nullable Nesting nesting, Check check) {
  static final Reading PLAIN = new Reading(null, Check.NONE);
}
