package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Problem;
import io.didact.data.TagFormat;
import io.didact.data.View;
import io.didact.engine.KnownIds;
import io.didact.engine.TooLongException;
import io.didact.model.decoder.DecoderConfig;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.PolicyView;
import io.didact.recipe.reward.RewardContext;
import io.didact.recipe.reward.RewardSettings;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.RolloutReward;
import io.didact.tensor.ProcessGroup;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/**
 * A policy that samples, and what its samples are worth.
 *
 * @param tags before they are joined with a model
 * @param joined the tags as the policy reads them
 * @param view what the policy is asked
 * @param collector samples from its current weights
 */
record SampledPolicy(
    LoadedModel model,
    TagFormat tags,
    TagFormat joined,
    View view,
    RolloutCollector collector,
    RewardSettings settings,
    RolloutReward reward,
    RewardContext asked)
    implements AutoCloseable {

  /**
   * Loads whatever the reward asks.
   *
   * @param model stays the caller's to close
   * @param sharing the ranks that share out the models that the reward asks
   */
  static SampledPolicy open(
      StageContext context,
      LoadedModel model,
      PolicyView policyView,
      TagFormat tags,
      RewardSettings settings,
      SamplingSettings sampling,
      int samplesPerProblem,
      ProcessGroup sharing)
      throws IOException {
    TagFormat joined = model.joined(tags);
    View view = policyView.of(joined, model);
    RewardContext asked =
        new RewardContext(
            model,
            view,
            tags,
            sampling.temperature(),
            context::load,
            context.workers(),
            context.machine(),
            context.listener()::onMessage,
            sharing);
    RolloutCollector collector =
        new RolloutCollector(
            context
                .machine()
                .engine()
                .open(model, context.workers(), context.listener()::onMessage),
            view::prompt,
            sampling.of(model, view),
            samplesPerProblem,
            context.seed());
    return new SampledPolicy(
        model, tags, joined, view, collector, settings, settings.open(asked), asked);
  }

  /** Makes a log of what it samples, in a directory. */
  Function<Path, RolloutLog> log(boolean tokenValues) {
    return tokenValues
        ? directory -> new RolloutLog(directory, model.tokenizer())
        : RolloutLog::new;
  }

  /** Those of some problems that it can be asked, and its reward scored. */
  List<Problem> fitting(
      StageContext context, Dataset<Problem> data, int maxNewTokens, TooLong tooLong)
      throws IOException {
    context.tellOfSolutions(data, joined);
    return context.encode(
        data,
        Problem::id,
        tooLong,
        room(model, view, settings.room(asked::info, tags), maxNewTokens));
  }

  /**
   * Looks at data before anything runs, as {@link Stage#look}.
   *
   * @param policy the model that samples
   */
  static Optional<String> look(
      Dataset<Problem> problems,
      Optional<ModelInfo.Directory> models,
      ModelRef policy,
      PolicyView policyView,
      TagFormat tags,
      RewardSettings settings,
      int maxNewTokens,
      TooLong tooLong)
      throws IOException {
    Optional<String> wrong =
        problems
            .twice(Problem::id)
            .text()
            .or(() -> ExpectedAnswers.of(problems, Problem::id, settings::unread).wrong().text());
    if (wrong.isPresent() || models.isEmpty()) {
      return wrong;
    }
    ModelInfo model = models.get().model(policy);
    View view = policyView.of(model.joined(tags), model);
    return DataCheck.of(
            problems,
            Problem::id,
            tooLong,
            room(model, view, settings.room(models.get(), tags), maxNewTokens))
        .problem();
  }

  /**
   * Gives problems back that a policy can be asked.
   *
   * @param ofReward refuses those whose completions could not be scored
   */
  static Function<Problem, Problem> room(
      ModelInfo policy, View view, ObjIntConsumer<Problem> ofReward, int maxNewTokens) {
    DecoderConfig config = policy.checkpoint().config();
    return problem -> {
      TokenIds prompt = view.prompt(problem);
      KnownIds.require("its prompt", prompt, config.vocabSize());
      TooLongException.require(
          "its prompt with maxNewTokens",
          (long) prompt.size() + maxNewTokens,
          config.maxPositions(),
          "the model's positions");
      ofReward.accept(problem, maxNewTokens);
      return problem;
    };
  }

  @Override
  public void close() {
    collector.engine().close();
    asked.close();
  }
}
