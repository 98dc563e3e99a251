package io.didact.algorithm;

import io.didact.config.Rules;
import java.util.ArrayList;
import java.util.List;

/**
 * The reward of a Reinforcement-Learned Teacher (paper eq. 3–5): {@code r = r_SS − λ·r_KL}, plus a
 * penalty when the explanation was not closed or is empty.
 *
 * <pre>
 * r_SS = mean_k log π_s(s_k | t, q) + α · min_k log π_s(s_k | t, q)
 * r_KL = mean_k KL_k + α · max_k KL_k,   KL_k = log π_θ(t_k | …) − log π_s(t_k | …)
 * </pre>
 *
 * in the general form that {@link SpanScore} and {@link KlEstimator} give. Log-probs are natural
 * logarithms, taken by the caller from logits divided by {@link #temperature}, for both models and
 * both spans.
 *
 * @param solution how the solution's log-probs become r_SS
 * @param think how the think tokens' KL values become r_KL
 * @param estimator of KL(π_θ ‖ π_s) at each think token
 * @param teacherTerm whether log π_θ is part of KL_k; without it KL_k = −log π_s(t_k | …), which
 *     only the estimator K1 admits
 * @param temperature τ of sampling and of all log-probs; kept here for the record, used by whoever
 *     computes them
 * @param lambda λ, weight of r_KL (paper eq. 5), ≥ 0
 * @param penalty added once when the closing tag is missing or the thought is empty, ≤ 0
 */
public record RltReward(
    SpanScore solution,
    SpanScore think,
    KlEstimator estimator,
    boolean teacherTerm,
    double temperature,
    double lambda,
    double penalty) {
  /** How well the student, having read the explanation, predicts the solution (paper eq. 3). */
  public static final RewardPart R_SS = new RewardPart("r_SS", "solution");

  /** How far the explanation is from what the student would write itself (paper eq. 4). */
  public static final RewardPart R_KL = new RewardPart("r_KL", "think");

  /** The term that a missing closing tag or an empty thought makes negative. */
  public static final String PENALTY = "penalty";

  public RltReward {
    new Rules("reward")
        .require(
            teacherTerm || estimator == KlEstimator.K1,
            "without the teacher's term the estimator must be K1, was " + estimator)
        .require(temperature > 0 && Double.isFinite(temperature), "temperature", "> 0", temperature)
        .require(lambda >= 0 && Double.isFinite(lambda), "lambda", "≥ 0", lambda)
        .require(penalty <= 0 && Double.isFinite(penalty), "penalty", "≤ 0 (it is added)", penalty)
        .done();
  }

  /** The paper's constants: α 0.01, λ 3, τ 0.7, penalty −1, estimator K1. */
  public static RltReward paper() {
    return new RltReward(
        SpanScore.PAPER_SOLUTION, SpanScore.PAPER_KL, KlEstimator.K1, true, 0.7, 3, -1);
  }

  public RltReward withLambda(double newLambda) {
    return new RltReward(solution, think, estimator, teacherTerm, temperature, newLambda, penalty);
  }

  public RltReward withEstimator(KlEstimator newEstimator) {
    return new RltReward(solution, think, newEstimator, teacherTerm, temperature, lambda, penalty);
  }

  public RltReward withSpans(SpanScore newSolution, SpanScore newThink) {
    return new RltReward(
        newSolution, newThink, estimator, teacherTerm, temperature, lambda, penalty);
  }

  /**
   * The reward of one explanation, from the log-probs of the sampled tokens.
   *
   * @param solutionLogProbs [solution tokens ≥ 1] log π_s(s_k | t, q)
   * @param thinkTeacher [think tokens] log π_θ(t_k | t_&lt;k, s, q)
   * @param thinkStudent [think tokens] log π_s(t_k | t_&lt;k, q)
   * @param closed whether the teacher wrote the closing tag
   * @throws IllegalArgumentException if a log-prob is not finite (named with its side and token),
   *     if the think lengths differ, or if there is no solution token
   * @throws IllegalStateException if the estimator is EXACT
   */
  public RewardBreakdown of(
      double[] solutionLogProbs, double[] thinkTeacher, double[] thinkStudent, boolean closed) {
    if (estimator == KlEstimator.EXACT) {
      throw new IllegalStateException("the estimator EXACT takes KL values: call ofExact");
    }
    if (thinkTeacher.length != thinkStudent.length) {
      throw new IllegalArgumentException(
          "the teacher's log-probs score %d think tokens, the student's %d"
              .formatted(thinkTeacher.length, thinkStudent.length));
    }
    requireFinite("teacher's log-prob of think", thinkTeacher);
    requireFinite("student's log-prob of think", thinkStudent);
    double[] kl = new double[thinkTeacher.length];
    for (int k = 0; k < kl.length; k++) {
      double d = (teacherTerm ? thinkTeacher[k] : 0) - thinkStudent[k];
      kl[k] = estimator.of(d);
    }
    return combine(solutionLogProbs, kl, closed);
  }

  /** As {@link #of(double[], double[], double[], boolean)}, from single-precision log-probs. */
  public RewardBreakdown of(
      float[] solutionLogProbs, float[] thinkTeacher, float[] thinkStudent, boolean closed) {
    return of(doubles(solutionLogProbs), doubles(thinkTeacher), doubles(thinkStudent), closed);
  }

  /**
   * The reward of one explanation, from full-distribution KL values.
   *
   * @param solutionLogProbs [solution tokens ≥ 1] log π_s(s_k | t, q)
   * @param thinkKl [think tokens] KL(π_θ(· | t_&lt;k, s, q) ‖ π_s(· | t_&lt;k, q)) in nats
   * @param closed whether the teacher wrote the closing tag
   * @throws IllegalArgumentException if a value is not finite (named with its side and token), or
   *     if there is no solution token
   * @throws IllegalStateException if the estimator is not EXACT
   */
  public RewardBreakdown ofExact(double[] solutionLogProbs, double[] thinkKl, boolean closed) {
    if (estimator != KlEstimator.EXACT) {
      throw new IllegalStateException(
          "the estimator " + estimator + " takes log-probs, not KL values: call of");
    }
    return combine(solutionLogProbs, thinkKl, closed);
  }

  /** As {@link #ofExact(double[], double[], boolean)}, from single-precision values. */
  public RewardBreakdown ofExact(float[] solutionLogProbs, float[] thinkKl, boolean closed) {
    return ofExact(doubles(solutionLogProbs), doubles(thinkKl), closed);
  }

  private RewardBreakdown combine(double[] solutionLogProbs, double[] kl, boolean closed) {
    if (solutionLogProbs.length == 0) {
      // Scored as 0 it would be the best of all rewards.
      throw new IllegalArgumentException("the solution has no tokens to score");
    }
    requireFinite("student's log-prob of solution", solutionLogProbs);
    requireFinite(estimator + " KL of think", kl);
    List<RewardTerm> terms = new ArrayList<>();
    terms.addAll(solution.terms(R_SS, 1, solutionLogProbs));
    terms.addAll(think.terms(R_KL, -lambda, kl));
    terms.add(penaltyTerm(kl.length, closed));
    return new RewardBreakdown(terms);
  }

  private RewardTerm penaltyTerm(int thinkTokens, boolean closed) {
    if (!closed) {
      return new RewardTerm.Fixed(PENALTY, penalty, "the closing tag is missing");
    }
    if (thinkTokens == 0) {
      return new RewardTerm.Fixed(PENALTY, penalty, "the thought is empty");
    }
    return new RewardTerm.Fixed(PENALTY, 0, "closed and not empty");
  }

  private static void requireFinite(String what, double[] values) {
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k])) {
        throw new IllegalArgumentException("the %s token %d is %s".formatted(what, k, values[k]));
      }
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      doubles[k] = values[k];
    }
    return doubles;
  }
}
