package io.didact.recipe.plan;

import io.didact.config.Rules;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a plan takes for granted where it is not known before the run.
 *
 * @param meanTokens of what a model writes, and of traces that are not on this machine; where not
 *     given, {@link #SHARE} of the most that may be written
 * @param questionTokens of a prompt with a question
 * @param solutionTokens of a solution
 * @param problems of a source that is neither on this machine nor in the table
 * @param shape published model that others are taken to be like whose own shape is not known
 */
public record Assumptions(
    OptionalDouble meanTokens,
    double questionTokens,
    double solutionTokens,
    OptionalDouble problems,
    Optional<String> shape) {
  /** {@link #questionTokens} where nothing else is said. */
  public static final int QUESTION_TOKENS = 256;

  /** {@link #solutionTokens} likewise. */
  public static final int SOLUTION_TOKENS = 512;

  /** Of the limit. */
  static final double SHARE = 0.25;

  public Assumptions {
    new Rules()
        .positive("--mean-tokens", meanTokens.orElse(1))
        .positive("--question-tokens", questionTokens)
        .positive("--solution-tokens", solutionTokens)
        .positive("--problems", problems.orElse(1))
        .done();
  }

  /** Where nothing is said. */
  static Assumptions usual() {
    return new Assumptions(
        OptionalDouble.empty(),
        QUESTION_TOKENS,
        SOLUTION_TOKENS,
        OptionalDouble.empty(),
        Optional.empty());
  }

  double written(int limit) {
    return Math.min(limit, meanTokens.orElse(SHARE * limit));
  }
}
