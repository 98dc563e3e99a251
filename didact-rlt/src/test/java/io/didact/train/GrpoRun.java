package io.didact.train;

import io.didact.algorithm.Grpo;
import io.didact.algorithm.GrpoEquation;
import io.didact.algorithm.LearningRateSchedule;
import io.didact.algorithm.Objective;
import io.didact.algorithm.PolicyRatio;
import io.didact.algorithm.ReferenceSync;
import io.didact.algorithm.RltReward;
import io.didact.data.Problem;
import io.didact.engine.LocalEngine;
import io.didact.engine.RolloutEngine;
import io.didact.engine.Scorer;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.checkpoint.Safetensors;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.Parameters;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutGroup;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.RolloutReward;
import io.didact.rollout.TeachingReward;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Tensor;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A GRPO run of a tiny teacher with all that it needs. */
final class GrpoRun implements AutoCloseable {
  static final double TEMPERATURE = 0.7;

  final Parameters policy;
  final RlTrainer trainer;
  private final Parameters student;
  private final Workers workers;
  final RolloutEngine engine;
  private final Scorer studentScorer;
  private final Scorer teacherScorer;
  private final IntFunction<List<Problem>> problems;
  private final RolloutCollector collector;

  /**
   * @param reward null for the method's own, with the paper's constants
   */
  GrpoRun(
      Path directory,
      long modelSeed,
      RlOptions options,
      int workerCount,
      @Nullable RolloutReward reward) {
    this(directory, DType.FLOAT32, modelSeed, options, workerCount, reward);
  }

  /** A run in 32 bits or, the student too, in 16. */
  GrpoRun(
      Path directory,
      DType dtype,
      long modelSeed,
      RlOptions options,
      int workerCount,
      @Nullable RolloutReward reward) {
    this(directory, dtype, modelSeed, options, workerCount, reward, null);
  }

  /** A run with another sampler than its own. */
  static GrpoRun sampledBy(
      Function<Parameters, RolloutEngine> sampler, Path directory, RlOptions options) {
    return new GrpoRun(directory, DType.FLOAT32, 1, options, 1, null, sampler);
  }

  private GrpoRun(
      Path directory,
      DType dtype,
      long modelSeed,
      RlOptions options,
      int workerCount,
      @Nullable RolloutReward reward,
      @Nullable Function<Parameters, RolloutEngine> sampler) {
    policy = Tiny.parameters(dtype, modelSeed);
    student = Tiny.parameters(dtype, 99);
    workers = new Workers(workerCount);
    engine =
        sampler == null
            ? new LocalEngine(policy, workers, Tiny.TOKENIZER.size())
            : sampler.apply(policy);
    studentScorer = new Scorer(student, workers, 200);
    teacherScorer = new Scorer(policy, workers, 200);
    List<Problem> all = Tiny.problems(20);
    int perStep = options.problemsPerStep();
    problems = step -> List.copyOf(all.subList(step % 5 * perStep, (step % 5 + 1) * perStep));
    collector =
        new RolloutCollector(
            engine,
            Tiny.TEACHER::prompt,
            Tiny.sampling(TEMPERATURE, 14),
            options.rolloutsPerProblem(),
            7);
    trainer =
        new RlTrainer(
            new AllWeights(Tiny.CHECKPOINT, policy),
            options,
            problems,
            collector,
            reward == null
                ? new TeachingReward(
                    RltReward.paper(), Tiny.TEACHER, Tiny.STUDENT, studentScorer, teacherScorer)
                : reward,
            new RolloutLog(directory.resolve("rollouts")),
            null,
            ProcessGroup.single(),
            workers);
  }

  /** One update a batch, four problems of six completions, no sync of the reference. */
  static RlOptions options(int steps) {
    return options(steps, 1, GrpoEquation.paper(), ReferenceSync.NEVER, 1e-3, 100);
  }

  /** The same with another algorithm. */
  static RlOptions options(int steps, Objective objective) {
    return options(steps, objective, 1, 1);
  }

  static RlOptions options(int steps, Objective objective, int updates, int miniBatches) {
    RlOptions usual = options(steps);
    return new RlOptions(
        usual.steps(),
        usual.problemsPerStep(),
        usual.rolloutsPerProblem(),
        updates,
        miniBatches,
        usual.schedule(),
        usual.optimizer(),
        objective,
        usual.referenceSync(),
        usual.temperature(),
        usual.tokensPerMicroBatch(),
        usual.activations());
  }

  static RlOptions clipped(int updates, double epsilon, double learningRate) {
    GrpoEquation equation = new GrpoEquation(0.04, new PolicyRatio.Clipped(epsilon, epsilon));
    return options(4, updates, equation, ReferenceSync.NEVER, learningRate, 100);
  }

  static RlOptions options(
      int steps,
      int updates,
      GrpoEquation equation,
      ReferenceSync sync,
      double learningRate,
      int tokensPerMicroBatch) {
    return options(
        steps,
        updates,
        equation,
        sync,
        learningRate,
        tokensPerMicroBatch,
        DecoderPass.Activations.KEPT);
  }

  static RlOptions options(
      int steps,
      int updates,
      GrpoEquation equation,
      ReferenceSync sync,
      double learningRate,
      int tokensPerMicroBatch,
      DecoderPass.Activations activations) {
    return new RlOptions(
        steps,
        4,
        6,
        updates,
        1,
        LearningRateSchedule.constant(learningRate),
        AdamWOptions.paper(),
        Grpo.of(equation),
        sync,
        TEMPERATURE,
        tokensPerMicroBatch,
        activations);
  }

  /** What a step samples, with the weights as they are. */
  List<RolloutGroup> collect(int step) {
    return collector.collect(step, problems.apply(step));
  }

  /** The policy's weights. */
  float[] weights() {
    return policy.flat().toFloats();
  }

  /** The reference's weights, from the saved state. */
  float[] reference(Path scratch) throws IOException {
    Files.createDirectories(scratch);
    trainer.save(scratch);
    try (Tensor reference = zeros();
        Tensor first = zeros();
        Tensor second = zeros()) {
      Safetensors.read(
          scratch.resolve("trainer_state.safetensors"),
          Map.of("reference", reference, "exp_avg", first, "exp_avg_sq", second));
      return reference.toFloats();
    }
  }

  private Tensor zeros() {
    return Tensor.zeros(DType.FLOAT32, policy.size()).owned();
  }

  @Override
  public void close() {
    trainer.close();
    engine.close();
    studentScorer.close();
    teacherScorer.close();
    workers.close();
    policy.close();
    student.close();
  }
}
