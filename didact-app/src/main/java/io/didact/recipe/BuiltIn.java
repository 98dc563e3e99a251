package io.didact.recipe;

import io.didact.algorithm.Grpo;
import io.didact.config.Extension;
import java.util.List;

/** The rewards, algorithms and engines that Didact brings. */
public final class BuiltIn implements Extension {
  @Override
  public List<Class<? extends Record>> choices() {
    return List.of(
        RltRewardSettings.class,
        CorrectnessRewardSettings.class,
        Grpo.class,
        LocalEngineSettings.class);
  }
}
