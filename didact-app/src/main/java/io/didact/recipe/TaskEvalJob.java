package io.didact.recipe;

import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.engine.Generator;
import io.didact.engine.Sampling;
import io.didact.eval.task.AnswerRule;
import io.didact.eval.task.Asking;
import io.didact.eval.task.PromptWriter;
import io.didact.eval.task.Question;
import io.didact.eval.task.Respondent;
import io.didact.eval.task.Room;
import io.didact.eval.task.TaskEvaluator;
import io.didact.eval.task.TaskFigures;
import io.didact.eval.task.TaskSample;
import io.didact.eval.task.Turns;
import io.didact.text.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Evaluation on a task. */
record TaskEvalJob(StageContext context, EvalStage stage) {

  /** The figures, or nothing where a stop was asked for. */
  Optional<Map<String, Double>> run() throws IOException {
    Task task = stage.task().orElseThrow();
    Asking asking = stage.asking().orElseThrow();
    List<Question> all = asking.questions(new TaskData(context, task, stage.source()).read());
    int limit = stage.limit().orElse(0);
    List<Question> questions = limit == 0 ? all : all.subList(0, Math.min(limit, all.size()));
    requireExpected(questions);
    try (LoadedModel model = context.load(stage.model());
        Generator generator = model.generator(context.workers(), context.recipe().machine())) {
      TagFormat tags = stage.usesTags() ? model.joined(stage.tags()) : stage.tags();
      AnswerRule rule = rule(asking, tags);
      judging(task, rule).write(context.directory());
      TaskEvaluator evaluator = evaluator(model, generator, tags, rule, questions);
      Optional<List<List<TaskSample>>> parts =
          new Parts<List<TaskSample>>(context, questions.size(), stage.problemsPerPart())
              .run(new Answering(evaluator, questions));
      if (parts.isEmpty()) {
        return Optional.empty();
      }
      List<TaskSample> samples = parts.get().stream().flatMap(List::stream).toList();
      TaskSample.write(context.directory().resolve(TaskSample.FILE), samples);
      EvaluationReport.write(context.directory());
      Map<String, Double> figures = new LinkedHashMap<>(TaskFigures.of(samples, context.seed()));
      asking.choices().ifPresent(style -> figures.put("choicesSeed", (double) style.seed()));
      tellOfEmpty(samples);
      return Optional.of(figures);
    }
  }

  private void tellOfEmpty(List<TaskSample> samples) {
    long empty = samples.stream().filter(sample -> sample.response().isBlank()).count();
    if (empty > 0) {
      context
          .listener()
          .onMessage(
              "%d of %d responses are empty and count as wrong".formatted(empty, samples.size()));
    }
  }

  /** Before anything is sampled, that every expected answer is one. */
  private void requireExpected(List<Question> questions) throws IOException {
    for (Question question : questions) {
      try {
        stage.answer().orElseThrow().requireExpected(question.expected());
      } catch (IllegalArgumentException e) {
        throw new IOException("problem " + question.item().id() + ": " + e.getMessage(), e);
      }
    }
  }

  private AnswerRule rule(Asking asking, TagFormat tags) {
    AnswerRule rule = stage.answer().orElseThrow();
    return asking.turns() == Turns.TAGS
        ? rule.within(tags.solution().open(), tags.solution().close())
        : rule;
  }

  private Judging judging(Task task, AnswerRule rule) {
    return new Judging(
        task.name(), stage.profile().orElse(Profile.NONE).name(), rule, context.seed());
  }

  private TaskEvaluator evaluator(
      LoadedModel model,
      Generator generator,
      TagFormat tags,
      AnswerRule rule,
      List<Question> questions)
      throws IOException {
    Asking asking = stage.asking().orElseThrow();
    Optional<StudentFormat> student =
        stage.usesTags()
            ? Optional.of(new StudentFormat(tags, model.tokenizer()))
            : Optional.empty();
    List<String> stops = new ArrayList<>(asking.stop());
    student.ifPresent(format -> stops.addAll(format.stops()));
    Set<Integer> endIds = model.endIds();
    PromptWriter prompts;
    Room room;
    try {
      prompts =
          new PromptWriter(
              asking,
              model.tokenizer(),
              ChatTemplate.of(model.checkpoint().files()),
              student,
              stage.opening());
      room =
          Room.of(
              prompts,
              questions,
              model.checkpoint().config().maxPositions(),
              sampling(endIds, stops),
              asking.budget());
    } catch (IllegalArgumentException e) {
      throw new IOException(model.name() + ": " + e.getMessage(), e);
    }
    room.shortened().ifPresent(context.listener()::onMessage);
    Respondent respondent = room.respondent(generator, model.tokenizer());
    return new TaskEvaluator(
        prompts,
        respondent,
        rule,
        model.tokenizer(),
        endIds,
        stops,
        stage.samplesPerProblem(),
        context.seed());
  }

  private Sampling sampling(Set<Integer> endIds, List<String> stops) {
    SamplingSettings settings = stage.sampling();
    return new Sampling(
        settings.temperature(),
        settings.topP(),
        settings.topK(),
        settings.minP(),
        settings.maxNewTokens(),
        endIds,
        stops);
  }

  private final class Answering implements Parts.Work<List<TaskSample>> {
    private final TaskEvaluator evaluator;
    private final List<Question> questions;

    Answering(TaskEvaluator evaluator, List<Question> questions) {
      this.evaluator = evaluator;
      this.questions = questions;
    }

    @Override
    public List<TaskSample> make(int part, int from, int to) throws IOException {
      List<TaskSample> samples = evaluator.samples(questions.subList(from, to));
      TaskSample.write(file(part), samples);
      return samples;
    }

    /** Judged again, so that all samples of a run are judged by the same checker. */
    @Override
    public List<TaskSample> load(int part) throws IOException {
      return TaskSample.read(file(part)).stream()
          .map(sample -> sample.judged(evaluator.rule()))
          .toList();
    }

    @Override
    public Path file(int part) {
      return Parts.file(context.directory(), part, TaskSample.FILE);
    }
  }
}
