package io.didact.recipe.reward;

import io.didact.algorithm.Clip;
import io.didact.algorithm.KlEstimator;
import io.didact.algorithm.Reduction;
import io.didact.algorithm.RltReward;
import io.didact.algorithm.SpanScore;
import io.didact.algorithm.ValueTransform;
import io.didact.algorithm.WeightedReduction;
import io.didact.config.Rules;
import io.didact.data.Problem;
import io.didact.data.ScoringSequence;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.engine.Scorer;
import io.didact.engine.TokenScorer;
import io.didact.recipe.model.EngineSettings;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import io.didact.rollout.RolloutReward;
import io.didact.rollout.TeachingReward;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;

/**
 * The RLT reward (paper eq. 3–5) in its general form.
 *
 * @param student π_s, frozen, whom it asks
 * @param scoredBy a server with the student's weights, in place of this process
 * @param lambda λ, weight of r_KL
 * @param solution coefficients of reductions for r_SS: {@code {mean: 1, min: 0.01}}
 * @param think coefficients of reductions for r_KL: {@code {mean: 1, max: 0.01}}
 * @param estimator k1, k3 or exact
 * @param teacherTerm whether log π_θ is part of r_KL
 * @param penalty added where the closing tag is missing or the thought is empty
 * @param openings that explanations are wanted to have; changes nothing but what is told
 * @param openingAtLeast mean probability to the student below which one is told of
 */
public record RltRewardSettings(
    ModelRef student,
    Optional<EngineSettings> scoredBy,
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
    Optional<Double> thinkAtMost,
    List<String> openings,
    double openingAtLeast)
    implements RewardSettings {
  public RltRewardSettings {
    // In one order, whoever made them: the settings are hashed as they are written.
    SortedMap<Reduction, Double> ofSolution =
        Collections.unmodifiableSortedMap(new TreeMap<>(solution));
    SortedMap<Reduction, Double> ofThink = Collections.unmodifiableSortedMap(new TreeMap<>(think));
    openings = List.copyOf(openings);
    new Rules()
        .require(
            scoredBy.isEmpty() || scoredBy.get().scores(),
            "scoredBy",
            "must be vllm or sglang: others do not say how probable given tokens are")
        .require(
            scoredBy.isEmpty() || estimator != KlEstimator.EXACT,
            "estimator",
            "`exact` needs the student's whole distributions, which no server gives: leave scoredBy out")
        .require(openings.stream().noneMatch(String::isEmpty), "openings", "has an empty text")
        .require(
            openingAtLeast >= 0 && openingAtLeast <= 1,
            "openingAtLeast",
            "in [0, 1]",
            openingAtLeast)
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
  public static RltRewardSettings defaults(ModelRef student) {
    RltReward paper = RltReward.paper();
    return new RltRewardSettings(
        student,
        Optional.empty(),
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
        Optional.empty(),
        List.of(),
        0.05);
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

  @Override
  public Map<String, ModelRef> models() {
    return Map.of("student", student);
  }

  @Override
  public boolean isServed() {
    return scoredBy.isPresent();
  }

  @Override
  public boolean readsPolicyAgain() {
    return estimator == KlEstimator.EXACT;
  }

  @Override
  public Rules rules(PolicyView view) {
    return new Rules()
        .require(
            view == PolicyView.TEACHER,
            "type",
            "`rlt` pays for explanations, which a policy writes in the view `teacher` alone");
  }

  @Override
  public ObjIntConsumer<Problem> room(ModelInfo.Directory models, TagFormat format)
      throws IOException {
    ModelInfo asked = models.model(student);
    StudentFormat seen = new StudentFormat(asked.joined(format), asked.tokenizer());
    return (problem, tokens) -> {
      ScoringSequence sequence = seen.sequence(problem, TokenIds.EMPTY);
      Scorer.requireRoom(
          asked.checkpoint().config(),
          new Scorer.Request(sequence.ids(), sequence.solution()),
          tokens);
    };
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException where policy and student do not share a tokenizer
   */
  @Override
  public RolloutReward open(RewardContext context) throws IOException {
    TokenScorer scorer = context.scorer(student, scoredBy);
    ModelInfo asked = context.info(student);
    context.policy().requireSameTokens(asked);
    return new TeachingReward(
        toReward(context.temperature()),
        context.view(),
        context.studentFormat(asked),
        scorer,
        context.scorer(context.policy()),
        openings,
        openingAtLeast);
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
