package io.didact.recipe;

import io.didact.algorithm.CorrectnessReward;
import io.didact.data.TagFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Ordinary reinforcement learning for correct answers (paper 2.1, 4.3).
 *
 * @param model the student to train
 * @param checker how an answer is judged
 * @param reward unformatted −1, wrong −0.5, correct 1
 */
public record GrpoStage(
    ModelRef model,
    Source problems,
    Checker checker,
    TagFormat format,
    CorrectnessReward reward,
    GrpoSettings grpo,
    SamplingSettings sampling,
    OptimizerSettings optimizer,
    int checkpointEvery,
    int keepCheckpoints,
    Optional<Path> output,
    Optional<Long> seed)
    implements RlStage {
  public GrpoStage {
    RlStage.rules(problems, sampling, checkpointEvery, keepCheckpoints).done();
  }

  /** The paper's values. */
  static GrpoStage defaults(ModelRef model, Source problems) {
    return new GrpoStage(
        model,
        problems,
        Checker.EXACT,
        TagFormat.stratos(),
        CorrectnessReward.paper(),
        GrpoSettings.defaults(),
        SamplingSettings.defaults(),
        OptimizerSettings.rl(),
        25,
        1,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    return new RlJob(context).solve(this);
  }

  @Override
  public TagFormat tags() {
    return format;
  }

  @Override
  public Map<String, ModelRef> models() {
    return Map.of("model", model);
  }

  @Override
  public Optional<ModelRef> start() {
    return Optional.of(model);
  }
}
