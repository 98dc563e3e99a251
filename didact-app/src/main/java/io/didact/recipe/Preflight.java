package io.didact.recipe;

import io.didact.config.CrossCheck;
import io.didact.config.Rules;
import io.didact.data.Findings;
import io.didact.data.JsonlException;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.eval.task.Turns;
import io.didact.hub.HubCache;
import io.didact.hub.HubName;
import io.didact.jinja.ChatTemplate;
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
import io.didact.text.CharacterTokenizer;
import io.didact.text.NearestName;
import io.didact.text.Tokenizer;
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
import java.util.Optional;
import java.util.Set;

/**
 * Finds before anything runs what a run would come upon much later: models that are not there or
 * not usable, tokenizers that lack a format's tags, and data that cannot be read or used.
 */
final class Preflight implements CrossCheck {
  private static final String STAGES = "stages";

  private static final Reader NEW_MODEL =
      new Reader(CharacterTokenizer.small().tokenizer(), Optional.empty());

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
    outermost(data)
        .forEach(
            (path, source) ->
                problem(source, stageOf(path).map(stages::get))
                    .ifPresent(each -> wrong.add(path, each)));
    if (bound.get("output") instanceof Path output) {
      new Places(hub, output, stages, names).check(wrong);
    }
    stages.forEach((name, stage) -> wrong.all(STAGES + "." + name, stage.missing()));
    stages.forEach((name, stage) -> checkTags(name, stage, stages, names, wrong));
    stages.forEach((name, stage) -> checkVariables(name, stage, wrong));
    stages.forEach(
        (name, stage) -> {
          if (stage instanceof EvalStage eval) {
            checkTask(STAGES + "." + name, eval, given, names, wrong);
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
   * @param stage that reads it; where it is wrong in itself, only the files are looked for
   */
  private Optional<String> problem(Source source, Optional<Stage> stage) {
    try {
      Findings wrong = look(source, stage);
      return wrong.count() == 0 ? Optional.empty() : Optional.of(wrong.lines());
    } catch (NoSuchFileException e) {
      return Optional.of("there is no file " + e.getMessage());
    } catch (IOException | JsonlException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What is made up needs no look; of what stages make, the files that are there already do. */
  private Findings look(Source source, Optional<Stage> stage) throws IOException {
    if (source.inputs(hub).isEmpty() || stage.isEmpty()) {
      return new Findings();
    }
    SourceContext context = new SourceContext(hub, Map.of());
    if (!source.isMadeByRun()) {
      return stage.get().look(source, context);
    }
    for (Source part : source.parts()) {
      if (part.isMadeByRun()) {
        look(part, stage);
      } else {
        part.read(context, RowKind.PROBLEM);
      }
    }
    return new Findings();
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
      String path, EvalStage eval, Set<String> given, Set<String> stages, Rules wrong) {
    Task task = eval.task();
    boolean own = !given.contains(path + ".problems");
    boolean looked = given.contains(path + ".task.data"); // a block of this file
    if (own && !looked && task.data() instanceof RowSource source) {
      problem(source, Optional.of(eval))
          .ifPresent(
              each ->
                  wrong.add(
                      path + ".task", each + "; or give such a file with --data" + login(task)));
    }
    if (given.contains(path + ".format") && !eval.usesTags()) {
      wrong.add(path + ".format", "must be left out unless asking.turns is tags");
    }
    if (eval.asking().turns() == Turns.CHAT
        && !eval.model().isStage(stages)
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

  private void checkTags(
      String name, Stage stage, Map<String, Stage> stages, Set<String> names, Rules wrong) {
    if (!stage.usesTags()) {
      return;
    }
    stage
        .models()
        .forEach(
            (key, ref) ->
                reader(ref, stages, names)
                    .flatMap(reader -> lacking(stage, reader))
                    .ifPresent(
                        message ->
                            wrong.add(
                                STAGES + "." + name + ".format",
                                key + " " + ref + ": " + message)));
    if (stage.start().isEmpty() && stage.trains()) {
      lacking(stage, NEW_MODEL)
          .ifPresent(message -> wrong.add(STAGES + "." + name + ".format", message));
    }
  }

  /** What reads a format's texts. */
  private record Reader(Tokenizer tokenizer, Optional<ChatTemplate> template) {}

  /** What a model has or will have, where that can be known. */
  private Optional<Reader> reader(ModelRef ref, Map<String, Stage> stages, Set<String> names) {
    // Each stage starts from one before it; counting ends a chain that is wrong in this.
    ModelRef at = ref;
    for (int step = 0; step <= stages.size(); step++) {
      if (!at.isStage(names)) {
        ModelDirectory model = directory(at);
        return model.tokenizer().map(tokenizer -> new Reader(tokenizer, model.template()));
      }
      Stage stage = stages.get(at.stage());
      if (stage == null || !stage.trains()) {
        return Optional.empty();
      }
      if (stage.start().isEmpty()) {
        return Optional.of(NEW_MODEL);
      }
      at = stage.start().get();
    }
    return Optional.empty();
  }

  private static Optional<String> lacking(Stage stage, Reader reader) {
    try {
      Optional<ChatTemplate> template =
          reader.template().map(each -> each.with(stage.templateVariables()));
      new StudentFormat(stage.tags().joined(template), reader.tokenizer());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private ModelDirectory directory(ModelRef ref) {
    return directories.computeIfAbsent(ref.name(), this::read);
  }

  private ModelDirectory read(String name) {
    try {
      return ModelDirectory.read(hub.model(name).directory());
    } catch (IOException e) {
      return new ModelDirectory(
          List.of(String.valueOf(e.getMessage())), Optional.empty(), Optional.empty());
    }
  }
}
