package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.TagFormat;
import io.didact.data.TextPatterns;
import io.didact.distill.WhenCut;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.CorrectnessRewardSettings;
import io.didact.recipe.reward.PolicyView;
import io.didact.recipe.reward.RewardSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Samples a model's explanations, scores them, and keeps some.
 *
 * @param model who explains
 * @param view what it is shown of a problem
 * @param reward what its explanations are worth
 * @param tooLong what becomes of problems that are longer than the models can read
 * @param samplesPerProblem explanations a problem
 * @param problemsPerPart problems between two savings; part of what decides the samples
 * @param choice which are kept
 * @param cut what becomes of explanations that are not whole
 * @param solution which solution a trace has
 * @param patterns name → regular expression that what was written is searched for
 * @param groupBy regular expression that puts questions into groups
 * @param tokenValues whether the rollout log has the values of each token that rewards are made of
 */
public record TracesStage(
    ModelRef model,
    PolicyView view,
    RewardSettings reward,
    Source problems,
    TooLong tooLong,
    int samplesPerProblem,
    int problemsPerPart,
    Choice choice,
    WhenCut cut,
    Solution solution,
    Map<String, String> patterns,
    Optional<String> groupBy,
    boolean tokenValues,
    TagFormat format,
    Map<String, Object> templateVariables,
    SamplingSettings sampling,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {

  /** Which of a problem's explanations are kept. */
  public enum Choice {
    /** All of them. */
    ALL,
    /** The one of the highest reward. */
    BEST
  }

  /** The solution of a trace. */
  public enum Solution {
    /** The problem's. */
    KNOWN,
    /** What the model wrote, right or wrong. */
    WRITTEN
  }

  public TracesStage {
    new Rules()
        .positive("sampling.temperature", sampling.temperature())
        .atLeast("samplesPerProblem", 1, samplesPerProblem)
        .atLeast("problemsPerPart", 1, problemsPerPart)
        .all("", TextPatterns.rules(patterns, groupBy))
        .require(Source.isOfProblems(problems), "problems", "documents are not problems")
        .done();
  }

  static TracesStage defaults(
      ModelRef model, Optional<PolicyView> view, RewardSettings reward, Source problems) {
    return new TracesStage(
        model,
        view.orElse(PolicyView.TEACHER),
        reward,
        problems,
        TooLong.LEAVE_OUT,
        1,
        256,
        Choice.ALL,
        WhenCut.Simply.KEEP,
        Solution.KNOWN,
        Map.of(),
        Optional.empty(),
        false,
        TagFormat.stratos(),
        Map.of(),
        SamplingSettings.defaults(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public String whenStopped() {
    return "finishing the part, which is of %d problems".formatted(problemsPerPart);
  }

  @Override
  public Rules whole() {
    boolean written = solution == Solution.WRITTEN;
    return new Rules()
        .all("reward", reward.rules(view))
        .require(
            !written || view == PolicyView.STUDENT,
            "solution",
            "`written` goes with the view `student` alone: a teacher writes none")
        .require(
            !written || cut != WhenCut.Simply.CLOSE,
            "cut",
            "`close` ends a thought, and no solution is written after it: with `solution: written`"
                + " give `drop` or `sample-again`");
  }

  @Override
  public Rules idle() {
    return new Rules()
        .idle(
            choice == Choice.BEST && samplesPerProblem == 1,
            "choice",
            "there is one explanation a problem to choose from")
        .idle(patterns.isEmpty() && groupBy.isPresent(), "groupBy", "there are no `patterns`")
        .idle(
            solution == Solution.WRITTEN && cut == WhenCut.Simply.KEEP,
            "cut",
            "an answer without a whole solution is not kept with `solution: written`")
        .idle(
            tokenValues && reward instanceof CorrectnessRewardSettings,
            "tokenValues",
            "the reward is not made of tokens' values");
  }

  @Override
  public Optional<String> look(
      Source source, SourceContext context, Optional<ModelInfo.Directory> models)
      throws IOException {
    return SampledPolicy.look(
        source.read(context, RowKind.PROBLEM),
        models,
        model,
        view,
        format,
        reward,
        sampling.maxNewTokens(),
        tooLong);
  }

  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    return new TracesJob(context, this).run();
  }

  @Override
  public Work work(Forecast forecast) throws IOException {
    int limit = sampling.maxNewTokens();
    Material of = forecast.material(problems, limit);
    double groups = Math.min(problemsPerPart, of.problems());
    double kept = of.problems() * (choice == Choice.BEST ? 1 : samplesPerProblem);
    List<Work.Part> parts =
        new ArrayList<>(
            Work.sampled(
                forecast,
                "model",
                forecast.model(model),
                view,
                reward,
                of,
                limit,
                of.problems() / groups,
                groups,
                samplesPerProblem));
    if (cut.attempts() > 0) {
      forecast.assume(
          "what is cut is sampled again up to %d times: counted as if all were, each time"
              .formatted(cut.attempts()));
      parts.add(1, parts.get(0).repeated(cut.attempts()));
    }
    return new Work(parts, Optional.of(of.with(kept, forecast.written(limit))));
  }

  @Override
  public TagFormat tags() {
    return format;
  }

  @Override
  public Map<String, ModelRef> models() {
    return RlStage.models("model", model, reward);
  }

  @Override
  public Map<String, Source> sources() {
    return Map.of("problems", problems);
  }

  @Override
  public boolean leavesTraces() {
    return true;
  }
}
