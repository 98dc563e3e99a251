package io.didact.recipe;

import io.didact.config.CrossCheck;
import io.didact.config.Rules;
import io.didact.data.JsonlException;
import io.didact.data.TagFormat;
import io.didact.eval.task.Turns;
import io.didact.hub.HubCache;
import io.didact.hub.HubName;
import io.didact.recipe.model.DeviceChoice;
import io.didact.recipe.model.Machine;
import io.didact.recipe.model.ModelDirectory;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.stage.EvalStage;
import io.didact.recipe.stage.HubSource;
import io.didact.recipe.stage.RowKind;
import io.didact.recipe.stage.RowSource;
import io.didact.recipe.stage.Source;
import io.didact.recipe.stage.SourceContext;
import io.didact.recipe.stage.Stage;
import io.didact.recipe.stage.Task;
import io.didact.text.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds before anything runs what a run would come upon much later: models that are not there or
 * not usable, tokenizers that lack a format's tags, and data that cannot be read or used.
 */
final class Preflight implements CrossCheck {
  private static final String STAGES = "stages";

  private final HubCache hub;
  private final Map<String, ModelDirectory> directories = new HashMap<>();

  /**
   * @param hub where models and data sets of the Hub are
   */
  Preflight(HubCache hub) {
    this.hub = hub;
  }

  @Override
  public void run(Set<String> given, Map<String, Object> bound, Rules wrong) {
    // A stage that is wrong in itself has a name all the same.
    Set<String> names = new LinkedHashSet<>();
    given.forEach(path -> stageOf(path).ifPresent(names::add));
    Map<String, Stage> stages = new LinkedHashMap<>();
    Map<String, Source> data = new LinkedHashMap<>();
    bound.forEach(
        (path, value) -> {
          if (value instanceof Stage stage) {
            stages.put(path.substring(STAGES.length() + 1), stage);
          }
          Object inner = value instanceof Optional<?> optional ? optional.orElse(null) : value;
          if (inner instanceof ModelRef ref) {
            problems(path, ref, names).forEach(each -> wrong.add(path, each));
          } else if (inner instanceof Source source) {
            data.put(path, source);
          } else if (inner instanceof TagFormat format) {
            TagFormat.checkGiven(path, format.turns(), given, bound, wrong);
          }
        });
    Optional<Path> output =
        bound.get("output") instanceof Path there ? Optional.of(there) : Optional.empty();
    KnownModels known = new KnownModels(this::directory, output, stages, names);
    outermost(data)
        .forEach(
            (path, source) ->
                problem(source, stageOf(path), known, "").ifPresent(each -> wrong.add(path, each)));
    output.ifPresent(there -> new Places(hub, there, stages, names).check(wrong));
    stages.forEach((name, stage) -> wrong.all(STAGES + "." + name, stage.missing()));
    stages.forEach((name, stage) -> checkTags(name, stage, known, wrong));
    stages.forEach((name, stage) -> checkVariables(name, stage, wrong));
    stages.forEach((name, stage) -> checkTargets(name, stage, known, wrong));
    stages.forEach(
        (name, stage) -> {
          if (stage instanceof EvalStage eval) {
            checkTask(name, eval, given, known, wrong);
          }
        });
  }

  @Override
  public Rules idle(Map<String, Object> bound) {
    Rules idle = new Rules();
    boolean trains =
        bound.values().stream().anyMatch(each -> each instanceof Stage s && s.trains());
    bound.forEach(
        (path, value) -> {
          if (value instanceof Stage stage) {
            idle.all(path, stage.idle());
          } else if (value instanceof Machine machine) {
            idle.idle(
                    machine.device() == DeviceChoice.CUDA,
                    path + ".workers",
                    "a GPU has one worker")
                .idle(!trains, path + ".activations", "no stage trains a model");
          }
        });
    return idle;
  }

  private static Optional<String> stageOf(String path) {
    String[] parts = path.split("\\.");
    return parts.length >= 2 && parts[0].equals(STAGES) ? Optional.of(parts[1]) : Optional.empty();
  }

  /**
   * What is wrong with data.
   *
   * @param stage name of the one that reads it; where it is wrong in itself, only the files are
   *     looked for
   * @param advice what else to do where the files cannot be read
   */
  private Optional<String> problem(
      Source source, Optional<String> stage, KnownModels known, String advice) {
    try {
      return look(source, stage.filter(known.stages()::containsKey), known);
    } catch (NoSuchFileException e) {
      return Optional.of("there is no file " + e.getMessage() + advice);
    } catch (IOException | JsonlException e) {
      return Optional.of(e.getMessage() + advice);
    }
  }

  /** What is made up needs no look; of what stages make, the files that are there already do. */
  private Optional<String> look(Source source, Optional<String> name, KnownModels known)
      throws IOException {
    if (source.inputs(hub).isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    SourceContext context = new SourceContext(hub, Map.of());
    if (!source.isMadeByRun()) {
      Stage stage = Objects.requireNonNull(known.stages().get(name.get()));
      return stage.look(source, context, known.of(name.get(), stage));
    }
    for (Source part : source.parts()) {
      if (part.isMadeByRun()) {
        look(part, name, known);
      } else {
        part.read(context, RowKind.PROBLEM);
      }
    }
    return Optional.empty();
  }

  /** Sources that are no part of another one. */
  private static Map<String, Source> outermost(Map<String, Source> data) {
    Map<String, Source> outermost = new LinkedHashMap<>(data);
    outermost
        .keySet()
        .removeIf(path -> data.keySet().stream().anyMatch(each -> path.startsWith(each + ".")));
    return outermost;
  }

  private List<String> problems(String path, ModelRef ref, Set<String> names) {
    if (ref.isStage(names)) {
      return List.of(); // the recipe knows whether it is the right one
    }
    List<String> problems = directory(ref).problems();
    List<String> others = new ArrayList<>(names);
    stageOf(path).ifPresent(others::remove);
    return Files.isDirectory(Path.of(ref.name()))
        ? problems
        : problems.stream()
            .map(
                each ->
                    each
                        + NearestName.of(ref.name(), others)
                            .map(near -> "; did you mean the stage `" + near + "`?")
                            .orElse(""))
            .toList();
  }

  /** A task is a file of its own, so what it names is not among the values of this one. */
  private void checkTask(
      String name, EvalStage eval, Set<String> given, KnownModels known, Rules wrong) {
    String path = STAGES + "." + name;
    Task task = eval.task();
    boolean own = !given.contains(path + ".problems");
    boolean looked = given.contains(path + ".task.data"); // a block of this file
    if (own && !looked && task.data() instanceof RowSource source) {
      String advice = "; or give such a file with --data" + login(task);
      problem(source, Optional.of(name), known, advice)
          .ifPresent(each -> wrong.add(path + ".task", each));
    }
    if (given.contains(path + ".format") && !eval.usesTags()) {
      wrong.add(path + ".format", "must be left out unless asking.turns is tags");
    }
    if (eval.asking().turns() == Turns.CHAT
        && !eval.model().isStage(known.names())
        && directory(eval.model()).problems().isEmpty()
        && directory(eval.model()).template().isEmpty()) {
      wrong.add(path + ".asking.turns", "the model " + eval.model() + " has no chat template");
    }
  }

  private static String login(Task task) {
    return task.login() && task.data() instanceof HubSource source
        ? ". This data set needs a login: accept its terms on https://huggingface.co/datasets/%s, and set HF_TOKEN for the pull"
            .formatted(HubName.of(source.dataset()).repository())
        : "";
  }

  private static void checkVariables(String name, Stage stage, Rules wrong) {
    if (!stage.templateVariables().isEmpty() && !stage.rendersTemplates()) {
      wrong.add(
          STAGES + "." + name + ".templateVariables",
          "have no effect: the stage renders no chat template (format.turns: chat-template, or in an"
              + " evaluation asking.turns: chat)");
    }
  }

  private static void checkTargets(String name, Stage stage, KnownModels known, Rules wrong) {
    if (stage.lora().isPresent() && stage.start().isPresent()) {
      known
          .info(stage.start().get())
          .ifPresent(
              model -> {
                try {
                  stage.lora().get().shape(model.checkpoint().config());
                } catch (IllegalArgumentException e) {
                  wrong.add(STAGES + "." + name + ".lora.targets", String.valueOf(e.getMessage()));
                }
              });
    }
  }

  private static void checkTags(String name, Stage stage, KnownModels known, Rules wrong) {
    known.lacking(stage).forEach(message -> wrong.add(STAGES + "." + name + ".format", message));
  }

  private ModelDirectory directory(ModelRef ref) {
    return directories.computeIfAbsent(ref.name(), this::read);
  }

  private ModelDirectory read(String name) {
    try {
      return ModelDirectory.read(hub.model(name).directory(), hub);
    } catch (IOException e) {
      return ModelDirectory.unusable(String.valueOf(e.getMessage()));
    }
  }
}
