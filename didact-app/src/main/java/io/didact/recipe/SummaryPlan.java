package io.didact.recipe;

import java.util.Map;
import java.util.Optional;

/**
 * What the summary at the end compares.
 *
 * @param arms name of an arm → evaluation stage
 * @param before traces stage of the teacher before RL
 * @param after traces stage of the teacher after RL
 * @param curves RL stage whose curves the report shows
 */
public record SummaryPlan(
    Map<String, String> arms,
    Optional<String> before,
    Optional<String> after,
    Optional<String> curves) {}
