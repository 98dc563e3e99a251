package io.didact.recipe;

import io.didact.algorithm.Clip;
import io.didact.algorithm.KlEstimator;
import io.didact.algorithm.Reduction;
import io.didact.algorithm.RltReward;
import io.didact.algorithm.SpanScore;
import io.didact.algorithm.ValueTransform;
import io.didact.algorithm.WeightedReduction;
import io.didact.config.Rules;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The RLT reward (paper eq. 3–5) in its general form.
 *
 * @param lambda λ, weight of r_KL
 * @param solution coefficients of reductions for r_SS: {@code {mean: 1, min: 0.01}}
 * @param think coefficients of reductions for r_KL: {@code {mean: 1, max: 0.01}}
 * @param estimator k1, k3 or exact
 * @param teacherTerm whether log π_θ is part of r_KL
 * @param penalty added where the closing tag is missing or the thought is empty
 */
public record RewardSettings(
    double lambda,
    Map<Reduction, Double> solution,
    Map<Reduction, Double> think,
    KlEstimator estimator,
    boolean teacherTerm,
    double penalty,
    ValueTransform solutionTransform,
    ValueTransform thinkTransform,
    Optional<Double> solutionAtLeast,
    Optional<Double> solutionAtMost,
    Optional<Double> thinkAtLeast,
    Optional<Double> thinkAtMost) {
  public RewardSettings {
    // In one order, whoever made them: the settings are hashed as they are written.
    SortedMap<Reduction, Double> ofSolution =
        Collections.unmodifiableSortedMap(new TreeMap<>(solution));
    SortedMap<Reduction, Double> ofThink = Collections.unmodifiableSortedMap(new TreeMap<>(think));
    new Rules()
        .valid(
            () ->
                new RltReward(
                    score(ofSolution, solutionTransform, solutionAtLeast, solutionAtMost),
                    score(ofThink, thinkTransform, thinkAtLeast, thinkAtMost),
                    estimator,
                    teacherTerm,
                    1,
                    lambda,
                    penalty))
        .done();
    solution = ofSolution;
    think = ofThink;
  }

  /** The paper's. */
  public static RewardSettings defaults() {
    RltReward paper = RltReward.paper();
    return new RewardSettings(
        paper.lambda(),
        coefficients(paper.solution()),
        coefficients(paper.think()),
        paper.estimator(),
        paper.teacherTerm(),
        paper.penalty(),
        ValueTransform.NONE,
        ValueTransform.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * @param temperature τ of sampling and of all log-probs
   */
  public RltReward toReward(double temperature) {
    return new RltReward(
        score(solution, solutionTransform, solutionAtLeast, solutionAtMost),
        score(think, thinkTransform, thinkAtLeast, thinkAtMost),
        estimator,
        teacherTerm,
        temperature,
        lambda,
        penalty);
  }

  private static Map<Reduction, Double> coefficients(SpanScore score) {
    return score.reductions().stream()
        .collect(Collectors.toMap(WeightedReduction::reduction, WeightedReduction::coefficient));
  }

  private static SpanScore score(
      Map<Reduction, Double> coefficients,
      ValueTransform transform,
      Optional<Double> atLeast,
      Optional<Double> atMost) {
    List<WeightedReduction> reductions =
        new TreeMap<>(coefficients)
            .entrySet().stream()
                .map(each -> new WeightedReduction(each.getKey(), each.getValue()))
                .toList();
    Clip clip =
        new Clip(atLeast.orElse(Double.NEGATIVE_INFINITY), atMost.orElse(Double.POSITIVE_INFINITY));
    return new SpanScore(clip, transform, reductions);
  }
}
