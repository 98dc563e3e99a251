package io.didact.recipe.stage;

import io.didact.data.DataFiles;
import io.didact.data.Dataset;
import io.didact.data.Findings;
import io.didact.data.PatternCounts;
import io.didact.data.Problem;
import io.didact.data.TagFormat;
import io.didact.data.TextPatterns;
import io.didact.hub.HubCache;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.Machine;
import io.didact.recipe.model.ModelCard;
import io.didact.recipe.model.ModelPlace;
import io.didact.recipe.model.ModelRef;
import io.didact.recipe.reward.RewardSettings;
import io.didact.run.AtomicFiles;
import io.didact.run.Checkpoints;
import io.didact.run.FileSum;
import io.didact.run.Manifest;
import io.didact.run.Provenance;
import io.didact.run.RunDirectory;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.Workers;
import io.didact.train.StepReport;
import io.didact.train.Trainer;
import io.didact.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a stage needs to run.
 *
 * @param stage its settings
 * @param name of the stage
 * @param seed of all that is random in it
 * @param stages where each stage of the run writes, by its name
 * @param namedSteps steps of its training whose checkpoints other stages of the run start from or
 *     ask, and which therefore stay
 * @param hub where models and data sets of the Hub are
 * @param files where it writes itself
 * @param listener hears of progress
 * @param stopRequested whether the run should end at the next good moment
 * @param ranks the processes that do it together; the first alone writes
 */
public record StageContext(
    Stage stage,
    String name,
    long seed,
    Machine machine,
    Map<String, Path> stages,
    Set<Long> namedSteps,
    HubCache hub,
    RunDirectory files,
    Workers workers,
    Clock clock,
    RunListener listener,
    BooleanSupplier stopRequested,
    ProcessGroup ranks) {
  public static final String MODEL = "model";

  /** The manifest of the model. */
  public static final String SEALED = MODEL + "/" + Manifest.NAME;

  public static final String TRACES = "traces.jsonl";

  /** Where the stage writes. */
  Path directory() {
    return files.path();
  }

  /**
   * The directory of a model that an earlier stage made, or that was there before.
   *
   * @throws IOException where there is none, or no checkpoint of the step that is named
   */
  public Path directoryOf(ModelRef ref) throws IOException {
    if (!ref.isStage(stages.keySet())) {
      return hub.model(ref.name()).directory();
    }
    Path directory = directoryOf(ref.stage());
    return ref.step().isPresent()
        ? new Checkpoints(directory, 1).require(ref.step().getAsLong()).directory()
        : directory.resolve(MODEL);
  }

  /**
   * The same, and its base where it is an adapter.
   *
   * @throws IOException also where the adapter is not usable or its base is not there
   */
  public ModelPlace place(ModelRef ref) throws IOException {
    return ref.isStage(stages.keySet())
        ? ModelPlace.of(directoryOf(ref), hub)
        : ModelPlace.named(ref.name(), hub);
  }

  /** Where another stage of the run writes. */
  Path directoryOf(String other) {
    return Objects.requireNonNull(stages.get(other), () -> "no stage " + other);
  }

  /** A model that the stage does not change. */
  LoadedModel load(ModelRef ref) throws IOException {
    return told(ref, LoadedModel.load(place(ref), machine.dtype().dtype()));
  }

  /** A model all of whose weights the stage trains. */
  LoadedModel loadOwn(ModelRef ref) throws IOException {
    return told(ref, LoadedModel.loadOwn(place(ref), machine.dtype().dtype()));
  }

  private LoadedModel told(ModelRef ref, LoadedModel model) {
    if (!ref.isStage(stages.keySet())) { // what is odd about a stage's model was told before
      model
          .checkpoint()
          .remarks()
          .forEach(
              each -> listener.onMessage("%s: %s: %s".formatted(ref, each.where(), each.what())));
    }
    return model.with(stage.templateVariables());
  }

  /** Where its sources find their data. */
  public SourceContext data() {
    return new SourceContext(hub, stages);
  }

  /** All problems of a source; those of documents are none. */
  Dataset<Problem> problems(Source source) throws IOException {
    Dataset<Problem> problems =
        source.read(data(), stage.wantsTraces() ? RowKind.EXPLAINED : RowKind.PROBLEM);
    if (problems.items().isEmpty()) {
      throw new IOException("stage " + name + ": its data has no problems");
    }
    tellOfData(source, problems);
    return problems;
  }

  /** Says which files are read, where there are several, and which of their rows are not. */
  void tellOfData(Source source, Dataset<?> data) throws IOException {
    DataFiles files = new DataFiles(source.inputs(hub));
    if (files.files().size() > 1) {
      List<String> names = files.names();
      listener.onMessage(
          "%s: %d problems of %d files, %s to %s"
              .formatted(
                  name,
                  data.items().size(),
                  names.size(),
                  names.get(0),
                  names.get(names.size() - 1)));
    }
    if (data.skipped().count() > 0) {
      listener.onMessage(
          "%s: %d rows are skipped: %s"
              .formatted(name, data.skipped().count(), data.skipped().brief()));
    }
  }

  /** All problems of a source, to sample from: samples are told apart by their problem's id. */
  Dataset<Problem> distinctProblems(Source source) throws IOException {
    Dataset<Problem> problems = problems(source);
    requireDistinct(problems, Problem::id);
    return problems;
  }

  /** The same, whose completions a reward can score. */
  Dataset<Problem> answerable(Source source, RewardSettings reward) throws IOException {
    Dataset<Problem> problems = distinctProblems(source);
    lookAtAnswers(problems, Problem::id, reward::unread);
    return problems;
  }

  /** Refuses data in which an id comes twice. */
  <T> void requireDistinct(Dataset<T> data, Function<? super T, String> id) throws IOException {
    Findings twice = data.twice(id);
    if (twice.count() > 0) {
      throw new IOException("stage %s: %s".formatted(name, twice.lines()));
    }
  }

  /**
   * What each item is to the stage's models; says which are left out.
   *
   * @throws IOException as {@link DataCheck#problem} says
   */
  <T, R> List<R> encode(
      Dataset<T> data, Function<? super T, String> id, TooLong tooLong, Function<T, R> encode)
      throws IOException {
    DataCheck<R> check = DataCheck.of(data, id, tooLong, encode);
    Optional<String> problem = check.problem();
    if (problem.isPresent()) {
      throw new IOException("stage %s: %s".formatted(name, problem.get()));
    }
    if (check.longer().count() > 0) {
      listener.onMessage(
          "%s: %d of %d problems are too long and left out: %s"
              .formatted(name, check.longer().count(), check.of(), check.longer().brief()));
    }
    return check.encoded();
  }

  /** Refuses expected answers that can be none, and tells of those that cannot be read. */
  <T> void lookAtAnswers(
      Dataset<T> data, Function<? super T, String> id, Function<T, Optional<String>> unread)
      throws IOException {
    ExpectedAnswers answers = ExpectedAnswers.of(data, id, unread);
    if (answers.wrong().count() > 0) {
      throw new IOException(
          "stage %s: %d of %d expected answers can be none:\n  %s"
              .formatted(name, answers.wrong().count(), answers.of(), answers.wrong().lines()));
    }
    answers.remark().ifPresent(text -> listener.onMessage(name + ": " + text));
  }

  /** Says of which problems something holds, where it does of any. */
  <T> void tell(Dataset<T> data, Function<? super T, String> id, Predicate<T> odd, String what) {
    Findings found = new Findings();
    for (int i = 0; i < data.items().size(); i++) {
      if (odd.test(data.items().get(i))) {
        found.add(data.name(i, id));
      }
    }
    if (found.count() > 0) {
      listener.onMessage(
          "%s: %d of %d problems %s: %s"
              .formatted(name, found.count(), data.items().size(), what, found.brief()));
    }
  }

  /** Solutions that end, as answers, before their end. */
  void tellOfSolutions(Dataset<Problem> problems, TagFormat tags) {
    tell(
        problems,
        Problem::id,
        problem -> tags.endsSolution(problem.solution()),
        "have the solution's closing tag or the end of turn within the solution: an answer like it"
            + " is read up to there");
  }

  /**
   * Looks at the groups of questions before anything is sampled.
   *
   * @throws IOException where they cannot be told, or are too many
   */
  <T> void requireGroups(
      TextPatterns patterns, List<T> items, Function<T, String> id, Function<T, String> question)
      throws IOException {
    Map<String, String> questions = new LinkedHashMap<>();
    items.forEach(item -> questions.put(id.apply(item), question.apply(item)));
    try {
      patterns.requireGroups(questions);
    } catch (IllegalArgumentException e) {
      throw new IOException("stage " + name + ": " + e.getMessage(), e);
    }
  }

  /** Says which patterns were too slow for some responses. */
  void tellOfUndecided(PatternCounts counts) {
    counts
        .undecided()
        .forEach(
            (pattern, responses) ->
                listener.onMessage(
                    "%s: the pattern %s takes too long on %d responses, which its share leaves out"
                        .formatted(name, pattern, responses)));
  }

  /**
   * Trains to the end and writes the model.
   *
   * @return nothing where a stop was asked for
   */
  Optional<StageEnd> train(Trainer trainer, int checkpointEvery, int keepCheckpoints)
      throws IOException {
    TrainingLoop loop =
        new TrainingLoop(
            directory(), checkpointEvery, keepCheckpoints, namedSteps, clock, stopRequested, ranks);
    if (!loop.run(trainer, steps())) {
      return Optional.empty();
    }
    if (ranks.rank() > 0) {
      return Optional.of(StageEnd.of(Map.of(), next -> {}));
    }
    writeModel(trainer);
    Map<String, FileSum> there = Checkpoints.logsOf(directory());
    there.put(SEALED, FileSum.of(directory().resolve(SEALED), false));
    return Optional.of(new StageEnd(Map.of(), next -> {}, there));
  }

  private TrainingLoop.Listener steps() {
    return new TrainingLoop.Listener() {
      @Override
      public void onStep(StepReport report, int totalSteps) {
        listener.onStep(name, report, totalSteps);
      }

      @Override
      public void onMessage(String text) {
        listener.onMessage(name + ": " + text);
      }
    };
  }

  /** One that is there was not committed, or is broken. */
  private void writeModel(Trainer trainer) throws IOException {
    Path model = directory().resolve(MODEL);
    ModelCard card =
        new ModelCard(
            stage.type(), stage.models(), Provenance.read(directory().resolve(Provenance.FILE)));
    AtomicFiles.delete(model);
    AtomicFiles.writeDirectory(
        model,
        made -> {
          trainer.saveModel(made);
          card.write(made);
          Manifest.seal(made, true);
        });
  }
}
