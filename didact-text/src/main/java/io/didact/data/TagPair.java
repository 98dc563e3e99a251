package io.didact.data;

/**
 * The tags around one section of a teacher's or student's turn.
 *
 * @param open the tag before the section, for example {@code <think>}
 * @param close the tag after it, for example {@code </think>}
 */
public record TagPair(String open, String close) {}
