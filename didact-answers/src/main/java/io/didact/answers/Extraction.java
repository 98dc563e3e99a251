package io.didact.answers;

/**
 * An answer found in a response.
 *
 * @param answer without what was around it
 * @param rule by which it was found
 */
public record Extraction(String answer, ExtractionRule rule) {}
