package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Problem;
import io.didact.data.TagFormat;
import io.didact.data.Turns;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One stage of a recipe: its settings. {@code type} chooses which, or a preset: {@code rlt} and
 * {@code grpo} are reinforcement learning with a view and a reward of their own, {@code answers}
 * are the traces of a student.
 */
public sealed interface Stage
    permits SftStage, RlStage, TracesStage, ScoreStage, SelectStage, RefineStage, EvalStage {
  /** Names for settings of a stage, in YAML. */
  static Map<String, String> presets() {
    return Map.of(
        "rlt", "{type: rl, view: teacher, reward: {type: rlt}}",
        "grpo", "{type: rl, view: student, reward: {type: correctness}}",
        "answers", "{type: traces, view: student, reward: {type: correctness}, solution: written}");
  }

  /**
   * Does its work.
   *
   * @return how it ended, or nothing where a stop was asked for
   */
  Optional<StageEnd> run(StageContext context) throws IOException;

  /**
   * What it will ask of models, for a plan.
   *
   * @throws IOException where a model or how much data there are is not known, saying what to do
   */
  Work work(Forecast forecast) throws IOException;

  /** Where it writes, where that is not {@code OUTPUT/NAME}. */
  Optional<Path> output();

  /** Seed of all that is random in it, where that does not follow from the recipe's. */
  Optional<Long> seed();

  /** The tags of its prompts. */
  TagFormat tags();

  /** Whether it writes or reads these tags. */
  default boolean usesTags() {
    return true;
  }

  /** What the chat templates of its models see besides the conversation. */
  Map<String, Object> templateVariables();

  /** Whether it renders a chat template. */
  default boolean rendersTemplates() {
    return usesTags() && tags().turns() == Turns.CHAT_TEMPLATE;
  }

  /** Models that it reads, by the key that names them. */
  Map<String, ModelRef> models();

  /** Problems that it reads, by the key that names them. */
  Map<String, Source> sources();

  /** Files whose content decides what it ends with, beside models and data, by their keys. */
  default Map<String, Path> files() {
    return Map.of();
  }

  /** What it needs beside models and data and does not find on this machine. */
  default Rules missing() {
    return new Rules();
  }

  /** Whether it ends with a model that later stages may name. */
  default boolean trains() {
    return false;
  }

  /** Steps of its training, where the settings alone say. */
  default OptionalInt totalSteps() {
    return OptionalInt.empty();
  }

  /** Whether it ends with traces that later stages may learn from. */
  default boolean leavesTraces() {
    return false;
  }

  /** Whether all ranks work on it; else the first does alone, and the others wait. */
  default boolean isForAllRanks() {
    return true;
  }

  /** What it does when it is asked to stop, in words. */
  default String whenStopped() {
    return "finishing the step, then saving";
  }

  /**
   * The model that its training starts from, and whose tokenizer it hands on; none for a new one.
   */
  default Optional<ModelRef> start() {
    return Optional.empty();
  }

  /** The adapter that its training changes; none where all weights are trained. */
  default Optional<LoraSettings> lora() {
    return Optional.empty();
  }

  /** The word that chooses it. */
  default String type() {
    return getClass().getSimpleName().replace("Stage", "").toLowerCase(Locale.ROOT);
  }

  /** Whether it learns from traces, which its data must then have. */
  default boolean wantsTraces() {
    return false;
  }

  /**
   * Looks at data before anything runs.
   *
   * @param models those that it reads; nothing where not all are known, or none need be asked
   * @return what is wrong with it, in words
   * @throws IOException where it cannot be read, naming rows that are wrong
   */
  default Optional<String> look(
      Source source, SourceContext context, Optional<ModelInfo.Directory> models)
      throws IOException {
    return source.read(context, RowKind.PROBLEM).twice(Problem::id).text();
  }

  /**
   * How many problems a source has for it.
   *
   * @throws IOException where they are not there or cannot be read
   */
  default int count(Source source, SourceContext context) throws IOException {
    return source.read(context, RowKind.PROBLEM).items().size();
  }

  /** What must hold between its settings, beyond each of them being valid. */
  default Rules whole() {
    return new Rules();
  }

  /** Keys that change nothing beside its other values. */
  default Rules idle() {
    return new Rules();
  }

  /** Stages that it takes traces from. */
  default List<String> stageSources() {
    return sources().values().stream()
        .flatMap(Source::all)
        .filter(StageSource.class::isInstance)
        .map(source -> ((StageSource) source).stage())
        .toList();
  }
}
