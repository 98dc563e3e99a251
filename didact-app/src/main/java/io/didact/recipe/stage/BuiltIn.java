package io.didact.recipe.stage;

import io.didact.algorithm.Grpo;
import io.didact.config.Extension;
import io.didact.recipe.engine.LlamaCppEngineSettings;
import io.didact.recipe.engine.SglangEngineSettings;
import io.didact.recipe.engine.VllmEngineSettings;
import io.didact.recipe.model.LocalEngineSettings;
import io.didact.recipe.reward.CorrectnessRewardSettings;
import io.didact.recipe.reward.RltRewardSettings;
import java.util.List;

/** The rewards, algorithms and engines that Didact brings. */
public final class BuiltIn implements Extension {
  @Override
  public List<Class<? extends Record>> choices() {
    return List.of(
        RltRewardSettings.class,
        CorrectnessRewardSettings.class,
        Grpo.class,
        LocalEngineSettings.class,
        VllmEngineSettings.class,
        SglangEngineSettings.class,
        LlamaCppEngineSettings.class);
  }
}
