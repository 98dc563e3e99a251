package io.didact.cli;

import io.didact.algorithm.KlEstimator;
import io.didact.algorithm.Reduction;
import io.didact.algorithm.RltReward;
import io.didact.algorithm.ValueTransform;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.RltRewardSettings;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The reward's options as a picocli mixin; what is not given is the paper's. */
final class RewardOptions {
  /** The student is the command's own option; its place here plays no part. */
  private static final ModelRef STUDENT = new ModelRef("student");

  private static final RltRewardSettings PAPER = RltRewardSettings.defaults(STUDENT);

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Divides both models' logits; > 0 (default ${DEFAULT-VALUE}).")
  double temperature = RltReward.paper().temperature();

  @Option(
      names = "--lambda",
      paramLabel = "λ",
      description = "Weight of r_KL (default ${DEFAULT-VALUE}).")
  double lambda = PAPER.lambda();

  @Option(
      names = "--solution",
      split = ",",
      paramLabel = "REDUCTION=C",
      description = {
        "r_SS as a sum of coefficients times reductions of the solution's log-probs (default "
            + "mean=1,min=0.01).",
        "Reductions: mean, sum, min, max, median, lower_quartile, upper_quartile."
      })
  @Nullable Map<Reduction, Double> solution;

  @Option(
      names = "--think",
      split = ",",
      paramLabel = "REDUCTION=C",
      description = "r_KL likewise, from the think tokens' KL (default mean=1,max=0.01).")
  @Nullable Map<Reduction, Double> think;

  @Option(
      names = "--estimator",
      paramLabel = "k1|k3|exact",
      description = "Of KL(teacher ‖ student) at each think token (default k1).")
  KlEstimator estimator = PAPER.estimator();

  @Option(
      names = "--no-teacher-term",
      description = "Leave the teacher's log-probs out of r_KL; with estimator k1 only.")
  boolean noTeacherTerm;

  @Option(
      names = "--penalty",
      paramLabel = "P",
      description =
          "Added where the thought is not closed or empty; ≤ 0 (default ${DEFAULT-VALUE}).")
  double penalty = PAPER.penalty();

  @Option(
      names = "--solution-transform",
      paramLabel = "NAME",
      description = "Of each log-prob before reduction: ${COMPLETION-CANDIDATES}.")
  ValueTransform solutionTransform = PAPER.solutionTransform();

  @Option(
      names = "--think-transform",
      paramLabel = "NAME",
      description = "Of each KL before reduction: ${COMPLETION-CANDIDATES}.")
  ValueTransform thinkTransform = PAPER.thinkTransform();

  @Option(names = "--solution-at-least", paramLabel = "X", description = "Clips each log-prob.")
  @Nullable Double solutionAtLeast;

  @Option(names = "--solution-at-most", paramLabel = "X", description = "Clips each log-prob.")
  @Nullable Double solutionAtMost;

  @Option(names = "--think-at-least", paramLabel = "X", description = "Clips each KL.")
  @Nullable Double thinkAtLeast;

  @Option(names = "--think-at-most", paramLabel = "X", description = "Clips each KL.")
  @Nullable Double thinkAtMost;

  /**
   * @throws IllegalArgumentException naming all that is out of range
   */
  RltReward toReward() {
    return new RltRewardSettings(
            STUDENT,
            lambda,
            solution == null ? PAPER.solution() : solution,
            think == null ? PAPER.think() : think,
            estimator,
            !noTeacherTerm,
            penalty,
            solutionTransform,
            thinkTransform,
            Optional.ofNullable(solutionAtLeast),
            Optional.ofNullable(solutionAtMost),
            Optional.ofNullable(thinkAtLeast),
            Optional.ofNullable(thinkAtMost))
        .toReward(temperature);
  }
}
