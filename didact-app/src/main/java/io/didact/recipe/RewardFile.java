package io.didact.recipe;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import io.didact.config.CrossCheck;
import io.didact.config.Excerpt;
import io.didact.config.Reading;
import io.didact.config.Rules;
import io.didact.data.TagFormat;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.RewardSettings;
import io.didact.recipe.reward.RltRewardSettings;
import io.didact.recipe.stage.SamplingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a stage's settings say of its reward, without the rest of them.
 *
 * @param sampling whose temperature is that of all log-probs
 */
public record RewardFile(RewardSettings reward, SamplingSettings sampling, TagFormat format) {
  private static final String HINT = "; --stage names a stage of a recipe";

  public RewardFile {
    new Rules()
        .require(reward instanceof RltRewardSettings, "reward", "must be of type rlt")
        .positive("sampling.temperature", sampling.temperature())
        .done();
  }

  /** The paper's; the student is whom the reward is worked out with, and named elsewhere. */
  static RewardFile defaults() {
    return new RewardFile(
        RltRewardSettings.defaults(new ModelRef("student")),
        SamplingSettings.defaults(),
        TagFormat.stratos());
  }

  /** The reward that these make. */
  public RltRewardSettings rlt() {
    return (RltRewardSettings) reward;
  }

  /**
   * Reads a reward.
   *
   * @param file a recipe, or the settings of one stage; the paper's reward where there is none
   * @param stage which of a recipe's
   * @param settings {@code key=value} that go over it: {@code reward.lambda=0}
   * @throws ConfigException naming all that is wrong at once
   */
  public static RewardFile read(Optional<Path> file, Optional<String> stage, List<String> settings)
      throws ConfigException {
    if (file.isEmpty()) {
      return ConfigReader.parse(
          new byte[0], "command line", Path.of(""), RewardFile.class, settings);
    }
    List<String> block = stage.map(name -> List.of("stages", name)).orElse(List.of());
    String before = stage.map(name -> "stages." + name + ".").orElse("");
    Excerpt excerpt = new Excerpt(block, Set.of("reward", "sampling", "format"), "reward", HINT);
    return ConfigReader.read(
        file.get(),
        RewardFile.class,
        settings.stream().map(each -> before + each).toList(),
        new Reading(excerpt, CrossCheck.NONE));
  }
}
