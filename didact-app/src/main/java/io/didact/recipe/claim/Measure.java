package io.didact.recipe.claim;

import java.util.List;

/**
 * A metric of one stage, or of several that repeat it.
 *
 * @param stages whose results have it
 * @param metric its name in {@code result.json}, such as {@code reward} or {@code length}
 */
public record Measure(List<String> stages, String metric) {}
