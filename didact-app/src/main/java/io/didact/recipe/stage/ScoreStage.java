package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Dataset;
import io.didact.data.Problem;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.Trace;
import io.didact.data.View;
import io.didact.distill.TraceScorer;
import io.didact.engine.KnownIds;
import io.didact.engine.TooLongException;
import io.didact.model.decoder.DecoderConfig;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.CorrectnessRewardSettings;
import io.didact.recipe.reward.PolicyView;
import io.didact.recipe.reward.RewardSettings;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/**
 * Scores traces that are there already, whoever wrote them, as if a teacher had.
 *
 * @param traces that are scored
 * @param model the teacher whose log-probs the reward takes
 * @param reward what the traces are worth
 * @param tooLong what becomes of traces that are longer than the models can read
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
    TooLong tooLong,
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
        .require(Source.isOfProblems(traces), "traces", "documents are not problems")
        .done();
  }

  static ScoreStage defaults(Source traces, ModelRef model, RewardSettings reward) {
    return new ScoreStage(
        traces,
        model,
        reward,
        TooLong.FAIL,
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
  public Optional<String> look(
      Source source, SourceContext context, Optional<ModelInfo.Directory> models)
      throws IOException {
    Dataset<Trace> all = source.read(context, RowKind.TRACE);
    return models.isEmpty()
        ? Optional.empty()
        : DataCheck.of(all, ScoreStage::id, tooLong, room(models.get().model(model), models.get()))
            .problem();
  }

  static String id(Trace trace) {
    return trace.problem().id();
  }

  /**
   * Gives traces back that the models can read; refuses others.
   *
   * @param models gives those that the reward asks
   */
  Function<Trace, Trace> room(ModelInfo teacher, ModelInfo.Directory models) throws IOException {
    DecoderConfig config = teacher.checkpoint().config();
    TagFormat joined = teacher.joined(format);
    View view = PolicyView.TEACHER.of(joined, teacher);
    StudentFormat texts = new StudentFormat(joined, teacher.tokenizer());
    ObjIntConsumer<Problem> ofReward = reward.room(models, format);
    return trace -> {
      TokenIds prompt = view.prompt(trace.problem());
      TokenIds thought = TraceScorer.beginning(texts.think(trace.explained()), thoughtShare);
      KnownIds.require("its prompt", prompt, config.vocabSize());
      KnownIds.require("its thought", thought, config.vocabSize());
      TooLongException.require(
          "its prompt with the thought",
          (long) prompt.size() + thought.size(),
          config.maxPositions(),
          "the model's positions");
      ofReward.accept(trace.problem(), thought.size());
      return trace;
    };
  }

  @Override
  public boolean wantsTraces() {
    return true;
  }

  @Override
  public boolean leavesTraces() {
    return true;
  }
}
