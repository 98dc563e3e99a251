package io.didact.cli;

import io.didact.algorithm.RltReward;
import io.didact.config.ConfigException;
import io.didact.engine.Scorer;
import io.didact.recipe.RewardFile;
import io.didact.recipe.model.LoadedModel;
import io.didact.rollout.ExplanationScorer;
import io.didact.tensor.Device;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** How a command works out rewards with a teacher and a student, as a picocli mixin. */
final class RewardOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Take `reward`, `sampling.temperature` and `format` from a stage's settings, or from a "
              + "recipe with --stage. Default: the paper's reward.")
  Optional<Path> config = Optional.empty();

  @Option(names = "--stage", paramLabel = "NAME", description = "Which stage of a recipe.")
  Optional<String> stage = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description =
          "Tags of texts: stratos, r1, small, a YAML file, or a block such as '{name: mine, "
              + "base: r1, turns: chat-template}' (default stratos).")
  Optional<String> format = Optional.empty();

  @Mixin TemplateVariables variables = new TemplateVariables();

  @Mixin ComputeOptions compute = new ComputeOptions();

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /** What is done with the models while they are there. */
  interface Use {
    void of(LoadedModel teacher, LoadedModel student, ExplanationScorer scorer) throws IOException;
  }

  /**
   * The settings of the reward.
   *
   * @param settings {@code key=value} that go over the file's
   */
  RewardFile read(List<String> settings) throws ConfigException {
    List<String> all = new ArrayList<>(settings);
    format.ifPresent(name -> all.add("format=" + JsonMapper.shared().writeValueAsString(name)));
    return RewardFile.read(config, stage, all);
  }

  /** Loads the models that {@code --teacher} and {@code --student} name. */
  void with(Path teacher, Path student, RewardFile asked, Console console, Use use)
      throws IOException {
    RltReward reward = asked.rlt().toReward(asked.sampling().temperature());
    Map<String, Object> seen = variables.values();
    Map<String, Path> models = new LinkedHashMap<>();
    models.put("--teacher", teacher);
    models.put("--student", student);
    List<Path> found = ModelDirectories.find(command, console.hubCache(), models);
    try (Device.Scope on = compute.resolve(console).use();
        LoadedModel teacherModel = compute.load(found.get(0), console).with(seen);
        LoadedModel studentModel = compute.load(found.get(1), console).with(seen);
        Workers workers = new Workers(1);
        Scorer teacherScorer = teacherModel.scorer(workers);
        Scorer studentScorer = studentModel.scorer(workers)) {
      use.of(
          teacherModel, studentModel, new ExplanationScorer(reward, studentScorer, teacherScorer));
    }
  }
}
