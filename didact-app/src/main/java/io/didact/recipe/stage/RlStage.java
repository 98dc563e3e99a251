package io.didact.recipe.stage;

import io.didact.algorithm.Grpo;
import io.didact.algorithm.Objective;
import io.didact.algorithm.OffPolicy;
import io.didact.algorithm.ReferenceSync;
import io.didact.config.Rules;
import io.didact.data.TagFormat;
import io.didact.model.decoder.DecoderConfig;
import io.didact.recipe.model.Machine;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.CorrectnessRewardSettings;
import io.didact.recipe.reward.PolicyView;
import io.didact.recipe.reward.RewardSettings;
import io.didact.train.RlOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reinforcement learning, whatever the reward and the algorithm.
 *
 * @param policy π_θ to start from
 * @param lora where an adapter is trained, and not all weights
 * @param view what it is shown of a problem
 * @param reward what its completions are worth
 * @param problems questions with solutions, in a new order each epoch
 * @param tooLong what becomes of problems that are longer than the models can read
 * @param epochs passes over the problems, where {@code steps} is not given
 * @param steps batches to sample
 * @param problemsPerStep questions a batch
 * @param rolloutsPerProblem G
 * @param updatesPerBatch passes over a batch; more than one needs an algorithm that bounds the
 *     ratio
 * @param miniBatches updates of a pass, each by its share of the problems; more than one likewise
 * @param heldOut problems that the policy is evaluated on
 * @param evaluateEvery steps between evaluations; 0 for none but the last
 * @param heldOutTemperature of the samples of evaluations, where it is not that of training; 0 is
 *     greedy
 * @param algorithm from rewards to the loss
 * @param reference how the reference follows the policy
 * @param offPolicy how far an engine that is not the policy itself may be from it
 * @param checkpointEvery steps between checkpoints
 * @param keepCheckpoints how many of the newest stay
 * @param tokenValues whether the rollout log has the values of each token that rewards are made of
 */
public record RlStage(
    ModelRef policy,
    Optional<LoraSettings> lora,
    PolicyView view,
    RewardSettings reward,
    Source problems,
    TooLong tooLong,
    Optional<Double> epochs,
    Optional<Integer> steps,
    int problemsPerStep,
    int rolloutsPerProblem,
    int updatesPerBatch,
    int miniBatches,
    Optional<Source> heldOut,
    int evaluateEvery,
    Optional<Double> heldOutTemperature,
    Objective algorithm,
    ReferenceSync reference,
    OffPolicy offPolicy,
    TagFormat format,
    Map<String, Object> templateVariables,
    SamplingSettings sampling,
    OptimizerSettings optimizer,
    int checkpointEvery,
    int keepCheckpoints,
    boolean tokenValues,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {
  private static final String POLICY = "policy";

  public RlStage {
    RlOptions.rules(
            steps.orElse(1),
            problemsPerStep,
            rolloutsPerProblem,
            updatesPerBatch,
            miniBatches,
            algorithm)
        .positive("epochs", epochs.orElse(1.0))
        .positive("sampling.temperature", sampling.temperature())
        .atLeast("checkpointEvery", 1, checkpointEvery)
        .atLeast("keepCheckpoints", 1, keepCheckpoints)
        .require(Source.isOfProblems(problems), "problems", "documents are not problems")
        .require(
            heldOut.filter(Source::hasDocuments).isEmpty(), "heldOut", "documents are not problems")
        .atLeast("evaluateEvery", 0, evaluateEvery)
        .notNegative("heldOutTemperature", heldOutTemperature.orElse(0.0))
        .done();
  }

  /** The paper's teacher run: 125 steps of 16 questions × 64. */
  static RlStage defaults(
      ModelRef policy,
      PolicyView view,
      RewardSettings reward,
      Source problems,
      Optional<Double> epochs) {
    return new RlStage(
        policy,
        Optional.empty(),
        view,
        reward,
        problems,
        TooLong.LEAVE_OUT,
        epochs,
        epochs.isPresent() ? Optional.empty() : Optional.of(125),
        16,
        64,
        1,
        1,
        Optional.empty(),
        0,
        Optional.empty(),
        Grpo.paper(),
        ReferenceSync.paper(),
        OffPolicy.defaults(),
        TagFormat.stratos(),
        Map.of(),
        SamplingSettings.defaults(),
        OptimizerSettings.rl(),
        25,
        1,
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** Batches over so many problems. */
  int steps(double problems) {
    return steps.orElseGet(
        () -> (int) Math.ceil(epochs.orElseThrow() * problems / problemsPerStep));
  }

  /**
   * @param problems that are trained on
   */
  RlOptions options(Machine machine, int problems) {
    return new RlOptions(
        steps(problems),
        problemsPerStep,
        rolloutsPerProblem,
        updatesPerBatch,
        miniBatches,
        optimizer.toSchedule(),
        optimizer.toAdamW(),
        algorithm,
        reference,
        sampling.temperature(),
        machine.tokensPerMicroBatch(),
        machine.activations(),
        machine.shard(),
        offPolicy);
  }

  @Override
  public Rules whole() {
    return new Rules().all("reward", reward.rules(view));
  }

  @Override
  public Rules idle() {
    boolean asked = algorithm.asksReference();
    return new Rules()
        .idle(steps.isPresent() && epochs.isPresent(), "epochs", "`steps` is given")
        .idle(!asked, "reference", "the algorithm asks no reference (its beta is 0)")
        .idle(asked && reference.weight() == 0, "reference.everySteps", "`weight` is 0")
        .idle(heldOut.isEmpty() && evaluateEvery > 0, "evaluateEvery", "there is no `heldOut`")
        .idle(heldOut.isEmpty(), "heldOutTemperature", "there is no `heldOut`")
        .idle(
            tokenValues && reward instanceof CorrectnessRewardSettings,
            "tokenValues",
            "the reward is not made of tokens' values")
        .all("optimizer", optimizer.idle());
  }

  @Override
  public Optional<String> look(
      Source source, SourceContext context, Optional<ModelInfo.Directory> models)
      throws IOException {
    return SampledPolicy.look(
        source.read(context, RowKind.PROBLEM),
        models,
        policy,
        view,
        format,
        reward,
        sampling.maxNewTokens(),
        tooLong);
  }

  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    return new RlJob(context, this).run();
  }

  /** The reference reads a batch as often as the policy learns from it. */
  @Override
  public Work work(Forecast forecast) throws IOException {
    int limit = sampling.maxNewTokens();
    DecoderConfig shape = forecast.model(policy);
    Material of = forecast.material(problems, limit);
    int batches = steps(of.problems());
    List<Work.Part> parts =
        new ArrayList<>(
            Work.sampled(
                forecast,
                POLICY,
                shape,
                view,
                reward,
                of,
                limit,
                batches,
                problemsPerStep,
                rolloutsPerProblem));
    if (algorithm.asksReference()) {
      parts.add(
          learning(Work.Kind.SCORE, Work.REFERENCE, shape, of, batches, forecast.written(limit)));
    }
    parts.add(learning(Work.Kind.TRAIN, POLICY, shape, of, batches, forecast.written(limit)));
    if (heldOut.isPresent()) {
      Material other = forecast.material(heldOut.get(), limit);
      double times = evaluateEvery == 0 ? 1 : Math.ceil((double) batches / evaluateEvery);
      parts.addAll(
          Work.sampled(
              forecast, POLICY, shape, view, reward, other, limit, times, other.problems(), 1));
    }
    return new Work(parts, Optional.empty());
  }

  private Work.Part learning(
      Work.Kind kind, String key, DecoderConfig shape, Material of, int batches, double own) {
    return new Work.Part(
            kind,
            key,
            shape,
            (double) batches * updatesPerBatch,
            problemsPerStep,
            rolloutsPerProblem,
            of.prompt(view),
            own,
            own,
            sampling.maxNewTokens(),
            kind == Work.Kind.TRAIN ? miniBatches : 0)
        .training(lora.map(settings -> settings.shape(shape)));
  }

  @Override
  public TagFormat tags() {
    return format;
  }

  @Override
  public Map<String, ModelRef> models() {
    return models(POLICY, policy, reward);
  }

  /** The model that samples, by its key, and those that a reward asks. */
  static Map<String, ModelRef> models(String key, ModelRef sampler, RewardSettings reward) {
    Map<String, ModelRef> models = new LinkedHashMap<>();
    models.put(key, sampler);
    reward.models().forEach((name, ref) -> models.put("reward." + name, ref));
    return models;
  }

  @Override
  public Map<String, Source> sources() {
    Map<String, Source> sources = new LinkedHashMap<>(Map.of("problems", problems));
    heldOut.ifPresent(source -> sources.put("heldOut", source));
    return sources;
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public OptionalInt totalSteps() {
    return steps.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  @Override
  public Optional<ModelRef> start() {
    return Optional.of(policy);
  }
}
