package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Problem;
import io.didact.data.TagFormat;
import io.didact.data.View;
import io.didact.engine.KnownIds;
import io.didact.engine.TooLongException;
import io.didact.model.decoder.DecoderConfig;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.PolicyView;
import io.didact.recipe.reward.RewardContext;
import io.didact.recipe.reward.RewardSettings;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.RolloutReward;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A policy that samples, and what its samples are worth.
 *
 * @param joined the tags as the policy reads them
 * @param view what the policy is asked
 * @param collector samples from its current weights
 */
record SampledPolicy(
    LoadedModel model,
    TagFormat joined,
    View view,
    RolloutCollector collector,
    RolloutReward reward,
    RewardContext asked)
    implements AutoCloseable {

  /** Loads the policy and whatever the reward asks. */
  static SampledPolicy open(
      StageContext context,
      ModelRef policy,
      PolicyView policyView,
      TagFormat tags,
      RewardSettings settings,
      SamplingSettings sampling,
      int samplesPerProblem)
      throws IOException {
    LoadedModel model = context.load(policy);
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
            context.machine());
    RolloutCollector collector =
        new RolloutCollector(
            context.machine().engine().open(model, context.workers()),
            view::prompt,
            sampling.of(model, view),
            samplesPerProblem,
            context.seed());
    return new SampledPolicy(model, joined, view, collector, settings.open(asked), asked);
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
    return new DataCheck<>(context, Problem::id, tooLong)
        .encode(
            data,
            problem -> {
              requireRoom(model, view.prompt(problem), maxNewTokens);
              reward.examine(problem, maxNewTokens);
              return problem;
            });
  }

  private static void requireRoom(LoadedModel model, TokenIds prompt, int maxNewTokens) {
    DecoderConfig config = model.checkpoint().config();
    KnownIds.require("its prompt", prompt, config.vocabSize());
    TooLongException.require(
        "its prompt with maxNewTokens",
        (long) prompt.size() + maxNewTokens,
        config.maxPositions(),
        "the model's positions");
  }

  @Override
  public void close() {
    collector.engine().close();
    asked.close();
    model.close();
  }
}
