package io.didact.recipe;

import io.didact.data.Columns;
import io.didact.data.Problem;
import io.didact.data.Problems;
import io.didact.data.Rows;
import io.didact.data.Seeds;
import io.didact.data.synthetic.TaskSource;
import io.didact.eval.task.TaskColumns;
import io.didact.eval.task.TaskItem;
import io.didact.hub.HubCache;
import io.didact.run.AtomicFiles;
import io.didact.run.Provenance;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.train.Trainer;
import io.didact.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a stage needs to run.
 *
 * @param hub where models and data sets of the Hub are
 * @param name of the stage
 * @param directory where it writes
 * @param listener hears of progress
 * @param stopRequested whether the run should end at the next good moment
 */
record StageContext(
    Recipe recipe,
    HubCache hub,
    String name,
    Path directory,
    Workers workers,
    Clock clock,
    RunListener listener,
    BooleanSupplier stopRequested) {
  static final String MODEL = "model";
  static final String TRACES = "traces.jsonl";
  static final String PROVENANCE = "provenance.json";

  /** Seed of all that is random in the stage. */
  long seed() {
    return recipe.stage(name).seed().orElseGet(() -> Seeds.mix(recipe.seed(), Seeds.of(name)));
  }

  /** The directory of a model that an earlier stage made, or that was there before. */
  Path directoryOf(ModelRef ref) throws IOException {
    return ref.isStage(recipe.stages().keySet())
        ? recipe.directory(ref.name()).resolve(MODEL)
        : hub.model(ref.name()).directory();
  }

  /** Type of weights and activations. */
  DType dtype() {
    return recipe.machine().dtype().dtype();
  }

  LoadedModel load(ModelRef ref) throws IOException {
    return LoadedModel.load(directoryOf(ref), dtype());
  }

  /** All problems of a source; those of documents are none. */
  List<Problem> problems(Source source) throws IOException {
    List<Problem> problems = read(source);
    if (!(recipe.stage(name) instanceof SftStage)) {
      requireDistinct(problems, source);
    }
    if (problems.isEmpty()) {
      throw new IOException("stage " + name + ": its data has no problems");
    }
    return problems;
  }

  /** The problems of a task, from its data or from the file that stands in its place. */
  List<TaskItem> items(Task task, Source source) throws IOException {
    List<TaskItem> items = new ArrayList<>();
    if (source instanceof Source.FileSource file) {
      items.addAll(first(file.limit(), rows(file.path(), task)));
    } else if (source instanceof Source.HubSource file) {
      items.addAll(first(file.limit(), rows(file.locate(hub), task)));
    } else {
      for (Problem problem : read(source)) {
        items.add(
            new TaskItem(
                problem.id(),
                problem.question(),
                problem.expectedAnswer(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
      }
    }
    if (items.isEmpty()) {
      throw new IOException("task " + task.name() + ": its data has no problems");
    }
    return items;
  }

  /** Samples are told apart by their problem's id, so no two rows may have the same. */
  private static List<TaskItem> rows(Path file, Task task) throws IOException {
    TaskColumns columns = task.columns().orElseThrow();
    Map<String, Long> lines = new HashMap<>();
    try (Stream<Optional<TaskItem>> rows =
        Rows.read(
            file,
            row -> {
              Optional<TaskItem> item = columns.read(row);
              item.ifPresent(
                  each -> {
                    Long earlier = lines.putIfAbsent(each.id(), row.line());
                    if (earlier != null) {
                      throw row.wrong(
                          "the id %s is that of row %d too; ids tell samples apart: name another column as `id` of the task's columns, or none"
                              .formatted(each.id(), earlier));
                    }
                  });
              return item;
            })) {
      return rows.flatMap(Optional::stream).toList();
    }
  }

  /** Samples are told apart by their problem's id. */
  private void requireDistinct(List<Problem> problems, Source source) throws IOException {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < problems.size(); i++) {
      if (!ids.add(problems.get(i).id())) {
        throw new IOException(
            "stage %s: problem %d of %s has the id %s, which an earlier one has too"
                .formatted(name, i + 1, source, problems.get(i).id()));
      }
    }
  }

  private List<Problem> read(Source source) throws IOException {
    if (source instanceof Source.FileSource file) {
      return first(file.limit(), Problems.read(file.path(), columns(file.columns())));
    }
    if (source instanceof Source.HubSource file) {
      return first(file.limit(), Problems.read(file.locate(hub), columns(file.columns())));
    }
    if (source instanceof Source.StageSource stage) {
      return Problems.read(recipe.directory(stage.stage()).resolve(TRACES));
    }
    if (source instanceof Source.CountdownSource puzzles) {
      return puzzles.problems();
    }
    return source instanceof Source.SyntheticSource made ? synthetic(made) : List.of();
  }

  private static Columns columns(Optional<Columns> given) {
    return given.orElse(Columns.OWN);
  }

  private static <T> List<T> first(int limit, List<T> all) {
    return limit == 0 ? all : all.subList(0, Math.min(limit, all.size()));
  }

  private static List<Problem> synthetic(Source.SyntheticSource source) {
    TaskSource tasks = TaskSource.of(source.domain(), source.split(), source.seed());
    return source.styles().isEmpty()
        ? tasks.distinct(source.count()).toList()
        : IntStream.range(0, source.count())
            .mapToObj(i -> tasks.explained(i, source.mix()))
            .toList();
  }

  /**
   * Trains to the end and writes the model.
   *
   * @return false where a stop was asked for
   */
  boolean train(Trainer trainer, int checkpointEvery, int keepCheckpoints) throws IOException {
    TrainingLoop loop =
        new TrainingLoop(directory, checkpointEvery, keepCheckpoints, clock, stopRequested);
    boolean finished = loop.run(trainer, (report, steps) -> listener.onStep(name, report, steps));
    if (finished) {
      writeModel(trainer);
    }
    return finished;
  }

  private void writeModel(Trainer trainer) throws IOException {
    Path model = directory.resolve(MODEL);
    if (!Files.exists(model)) {
      Stage stage = recipe.stage(name);
      ModelCard card =
          new ModelCard(
              stage.type(), stage.models(), Provenance.read(directory.resolve(PROVENANCE)));
      AtomicFiles.writeDirectory(
          model,
          made -> {
            trainer.saveModel(made);
            card.write(made);
          });
    }
  }
}
