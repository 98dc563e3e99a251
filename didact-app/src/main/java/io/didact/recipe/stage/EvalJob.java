package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.PatternCounts;
import io.didact.data.TextPatterns;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.eval.SampleRow;
import io.didact.eval.task.Evaluator;
import io.didact.eval.task.KeptResponses;
import io.didact.eval.task.PromptWriter;
import io.didact.eval.task.Question;
import io.didact.eval.task.Room;
import io.didact.eval.task.TaskItem;
import io.didact.recipe.evaluation.EvaluationMetrics;
import io.didact.recipe.evaluation.EvaluationReport;
import io.didact.recipe.evaluation.Grading;
import io.didact.recipe.model.LoadedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Evaluation as a stage. */
record EvalJob(StageContext context, EvalStage stage) {

  /** What it came to, or nothing where a stop was asked for. */
  Optional<StageEnd> run() throws IOException {
    Dataset<Question> all = questions();
    try (LoadedModel model = context.load(stage.model())) {
      EvalPrompts asked = new EvalPrompts(stage, model);
      PromptWriter prompts = asked.writer();
      List<Question> questions =
          context.encode(all, EvalJob::id, stage.tooLong(), asked.room(prompts));
      return run(model, prompts, questions);
    }
  }

  private Optional<StageEnd> run(LoadedModel model, PromptWriter prompts, List<Question> questions)
      throws IOException {
    context.requireGroups(
        patterns(), questions, each -> each.item().id(), each -> each.item().question());
    try (RolloutEngine engine =
            context
                .machine()
                .engine()
                .open(model, context.workers(), context.listener()::onMessage);
        KeptResponses kept = new KeptResponses(context.directory().resolve(unfinished()), engine)) {
      Evaluator evaluator = evaluator(model, prompts, kept, questions);
      Answering answering = new Answering(evaluator, questions, kept);
      Optional<List<List<SampleRow>>> parts =
          new Parts<List<SampleRow>>(
                  context,
                  questions.size(),
                  stage.problemsPerPart(),
                  stage.samplesPerProblem(),
                  evaluator.room().sampling().maxNewTokens())
              .run(answering);
      if (parts.isEmpty()) {
        return Optional.empty();
      }
      kept.clear(); // of a part that was saved just before the process was killed
      return Optional.of(
          end(parts.get().stream().flatMap(List::stream).toList(), answering.grading, questions));
    }
  }

  /** Responses of the part that is in flight, on this rank. */
  private String unfinished() {
    int rank = context.ranks().rank();
    return "parts/unfinished%s.jsonl".formatted(rank == 0 ? "" : "-" + rank);
  }

  /** What is asked. */
  private Dataset<Question> questions() throws IOException {
    Dataset<TaskItem> items = TaskData.read(context, stage.task(), stage.problems());
    Dataset<Question> asked = stage.questions(items);
    context.lookAtAnswers(asked, EvalJob::id, stage::unread);
    context.tell(
        asked,
        EvalJob::id,
        question -> new HashSet<>(question.choices()).size() < question.choices().size(),
        "have a wrong choice twice");
    return asked;
  }

  static String id(Question question) {
    return question.item().id();
  }

  private Evaluator evaluator(
      LoadedModel model, PromptWriter prompts, RolloutEngine engine, List<Question> questions)
      throws IOException {
    EvalPrompts asked = new EvalPrompts(stage, model);
    try {
      Room room =
          Room.of(
              prompts,
              questions,
              model.checkpoint().config().maxPositions(),
              asked.sampling(prompts),
              stage.asking().budget());
      room.shortened().ifPresent(context.listener()::onMessage);
      return new Evaluator(
          prompts,
          engine,
          room,
          asked.tags().map(stage.answer()::within).orElse(stage.answer()),
          stage.samplesPerProblem(),
          context.seed());
    } catch (IllegalArgumentException e) {
      throw new IOException(model.name() + ": " + e.getMessage(), e);
    }
  }

  private StageEnd end(List<SampleRow> samples, Grading grading, List<Question> questions) {
    Map<String, Double> metrics = EvaluationMetrics.of(samples).named();
    samples.stream()
        .flatMapToDouble(each -> each.repetition().stream())
        .average()
        .ifPresent(mean -> metrics.put("repetition", mean));
    metrics.putAll(patterns(samples, questions));
    stage.asking().choices().ifPresent(style -> metrics.put("choicesSeed", (double) style.seed()));
    long empty = samples.stream().filter(sample -> sample.response().isBlank()).count();
    if (empty > 0) {
      context
          .listener()
          .onMessage(
              "%d of %d responses are empty and count as wrong".formatted(empty, samples.size()));
    }
    return StageEnd.of(
        metrics,
        next -> {
          SampleRow.write(next.resolve(SampleRow.FILE), samples);
          grading.write(next);
          EvaluationReport.write(context.directory(), next, next);
        });
  }

  /** What the responses are like, and accuracies by the groups of questions. */
  private Map<String, Double> patterns(List<SampleRow> samples, List<Question> questions) {
    TextPatterns patterns = patterns();
    Map<String, String> byProblem = new HashMap<>();
    questions.forEach(each -> byProblem.put(each.item().id(), each.item().question()));
    List<PatternCounts> counts = new ArrayList<>();
    Map<String, List<SampleRow>> groups = new TreeMap<>();
    for (SampleRow sample : samples) {
      String question = Objects.requireNonNull(byProblem.get(sample.problem()));
      counts.add(patterns.count(question, sample.response()));
      if (patterns.hasGroups()) {
        groups
            .computeIfAbsent(patterns.group(question).orElseThrow(), group -> new ArrayList<>())
            .add(sample);
      }
    }
    PatternCounts all = PatternCounts.sum(counts);
    context.tellOfUndecided(all);
    Map<String, Double> metrics = new LinkedHashMap<>(all.metrics());
    groups.forEach(
        (group, own) ->
            metrics.put(
                EvaluationMetrics.BY_GROUP + group,
                (double) own.stream().filter(SampleRow::correct).count() / own.size()));
    return metrics;
  }

  private TextPatterns patterns() {
    return new TextPatterns(stage.patterns(), stage.groupBy());
  }

  private final class Answering implements Parts.Work<List<SampleRow>> {
    private final Evaluator evaluator;
    private final List<Question> questions;
    private final Grading grading;
    private final KeptResponses kept;

    Answering(Evaluator evaluator, List<Question> questions, KeptResponses kept) {
      this.evaluator = evaluator;
      this.questions = questions;
      this.grading = new Grading(evaluator.rule());
      this.kept = kept;
    }

    @Override
    public Parts.Made<List<SampleRow>> make(int part, int from, int to, GenerationListener listener)
        throws IOException {
      try {
        List<SampleRow> samples = evaluator.samples(questions.subList(from, to), listener);
        return new Parts.Made<>(
            samples, next -> SampleRow.write(Parts.file(next, part, ending()), samples));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    @Override
    public boolean keepsSamples() {
      return true;
    }

    @Override
    public void committed() throws IOException {
      kept.clear();
    }

    /** Graded again, so that all samples of a run are graded by the same checker. */
    @Override
    public List<SampleRow> load(int part) throws IOException {
      return SampleRow.readAll(Parts.file(context.directory(), part, ending())).stream()
          .map(grading::grade)
          .toList();
    }

    @Override
    public String ending() {
      return SampleRow.FILE;
    }
  }
}
