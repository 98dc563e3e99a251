package io.didact.recipe.stage;

import io.didact.data.Problem;
import io.didact.data.TagFormat;
import io.didact.data.View;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.PolicyView;
import io.didact.recipe.reward.RewardContext;
import io.didact.recipe.reward.RewardSettings;
import io.didact.rollout.RolloutCollector;
import io.didact.rollout.RolloutReward;
import java.io.IOException;
import java.util.List;

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
      int samplesPerProblem,
      List<Problem> problems)
      throws IOException {
    LoadedModel model = context.load(policy);
    TagFormat joined = model.joined(tags);
    context.tellOfSolutions(problems, joined);
    View view = policyView.of(joined, model);
    RewardContext asked =
        new RewardContext(
            model,
            view,
            tags,
            sampling.temperature(),
            problems,
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

  @Override
  public void close() {
    collector.engine().close();
    asked.close();
    model.close();
  }
}
