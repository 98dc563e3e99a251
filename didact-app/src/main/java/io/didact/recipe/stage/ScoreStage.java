package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Findings;
import io.didact.data.TagFormat;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.CorrectnessRewardSettings;
import io.didact.recipe.reward.PolicyView;
import io.didact.recipe.reward.RewardSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Scores traces that are there already, whoever wrote them, as if a teacher had.
 *
 * @param traces that are scored
 * @param model the teacher whose log-probs the reward takes
 * @param reward what the traces are worth
 * @param thoughtShare of each thought that is kept, from its beginning: 0 for a thought that is
 *     emptied
 * @param temperature τ of all log-probs
 * @param problemsPerPart problems between two savings
 * @param tokenValues whether the log has the values of each token that rewards are made of
 */
public record ScoreStage(
    Source traces,
    ModelRef model,
    RewardSettings reward,
    double thoughtShare,
    double temperature,
    int problemsPerPart,
    boolean tokenValues,
    TagFormat format,
    Map<String, Object> templateVariables,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {
  public ScoreStage {
    new Rules()
        .inUnit("thoughtShare", thoughtShare)
        .positive("temperature", temperature)
        .atLeast("problemsPerPart", 1, problemsPerPart)
        .require(!traces.hasDocuments(), "traces", "documents are not problems")
        .done();
  }

  static ScoreStage defaults(Source traces, ModelRef model, RewardSettings reward) {
    return new ScoreStage(
        traces,
        model,
        reward,
        1,
        SamplingSettings.defaults().temperature(),
        256,
        false,
        TagFormat.stratos(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Rules whole() {
    return new Rules()
        .all("reward", reward.rules(PolicyView.TEACHER))
        .require(
            !(reward instanceof CorrectnessRewardSettings),
            "reward.type",
            "`correctness` pays for answers; traces are explanations");
  }

  @Override
  public String whenStopped() {
    return "finishing the part, which is of %d problems".formatted(problemsPerPart);
  }

  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    return new ScoreJob(context, this).run();
  }

  @Override
  public Work work(Forecast forecast) throws IOException {
    Material of = forecast.material(traces, SamplingSettings.defaults().maxNewTokens());
    double groups = Math.min(problemsPerPart, of.problems());
    return new Work(
        Work.scored(
            forecast,
            "model",
            forecast.model(model),
            PolicyView.TEACHER,
            reward,
            of,
            of.thought(),
            thoughtShare * of.thought(),
            of.problems() / groups,
            groups,
            of.rows() / of.problems()),
        Optional.of(of));
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
    return Map.of("traces", traces);
  }

  /** A problem may have several traces. */
  @Override
  public Findings look(Source source, SourceContext context) throws IOException {
    source.read(context, RowKind.TRACE);
    return new Findings();
  }

  @Override
  public boolean wantsTraces() {
    return true;
  }

  @Override
  public boolean trains() {
    return false;
  }

  @Override
  public boolean leavesTraces() {
    return true;
  }
}
