package io.didact.recipe;

import io.didact.data.TagFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Reinforcement learning of a teacher with the RLT reward.
 *
 * @param teacher π_θ to start from
 * @param student π_s, frozen, which the reward asks
 * @param problems questions with solutions, in a new order each epoch
 * @param checkpointEvery steps between checkpoints
 * @param keepCheckpoints how many of the newest stay
 */
public record RltStage(
    ModelRef teacher,
    ModelRef student,
    Source problems,
    TagFormat format,
    RewardSettings reward,
    GrpoSettings grpo,
    SamplingSettings sampling,
    OptimizerSettings optimizer,
    int checkpointEvery,
    int keepCheckpoints,
    Optional<Path> output,
    Optional<Long> seed)
    implements RlStage {
  public RltStage {
    RlStage.rules(problems, sampling, checkpointEvery, keepCheckpoints).done();
  }

  /** The paper's teacher run. */
  static RltStage defaults(ModelRef teacher, ModelRef student, Source problems) {
    return new RltStage(
        teacher,
        student,
        problems,
        TagFormat.stratos(),
        RewardSettings.defaults(),
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
    return new RlJob(context).teach(this);
  }

  @Override
  public TagFormat tags() {
    return format;
  }

  @Override
  public Map<String, ModelRef> models() {
    return Map.of("teacher", teacher, "student", student);
  }

  @Override
  public Optional<ModelRef> start() {
    return Optional.of(teacher);
  }
}
