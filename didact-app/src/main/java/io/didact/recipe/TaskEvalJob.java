package io.didact.recipe;

import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.TurnEnd;
import io.didact.engine.GenerationListener;
import io.didact.engine.RolloutEngine;
import io.didact.engine.Sampling;
import io.didact.eval.SampleRow;
import io.didact.eval.task.AnswerRule;
import io.didact.eval.task.Asking;
import io.didact.eval.task.KeptResponses;
import io.didact.eval.task.PromptWriter;
import io.didact.eval.task.Question;
import io.didact.eval.task.Room;
import io.didact.eval.task.TaskEvaluator;
import io.didact.eval.task.TaskFigures;
import io.didact.eval.task.Turns;
import io.didact.text.ChatTemplateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluation on a task. */
record TaskEvalJob(StageContext context, EvalStage stage) {
  /** Responses of the part that is in work. */
  private static final String UNFINISHED = "parts/unfinished.jsonl";

  /** What it came to, or nothing where a stop was asked for. */
  Optional<StageEnd> run() throws IOException {
    Task task = stage.task().orElseThrow();
    Asking asking = stage.asking().orElseThrow();
    List<Question> all = asking.questions(new TaskData(context, task, stage.source()).read());
    int limit = stage.limit().orElse(0);
    List<Question> questions = limit == 0 ? all : all.subList(0, Math.min(limit, all.size()));
    requireExpected(questions);
    try (LoadedModel model = context.load(stage.model());
        RolloutEngine engine = context.machine().engine().open(model, context.workers());
        KeptResponses kept = new KeptResponses(context.directory().resolve(UNFINISHED), engine)) {
      TagFormat tags = stage.usesTags() ? model.joined(stage.tags()) : stage.tags();
      AnswerRule rule = rule(asking, tags);
      Judging judging = new Judging(task.name(), stage.profile().orElse(Profile.NONE).name(), rule);
      Exam exam = exam(model, tags, questions);
      TaskEvaluator evaluator =
          new TaskEvaluator(
              exam.prompts(),
              exam.room().respondent(kept, model.tokenizer()),
              rule,
              model.tokenizer(),
              exam.room().sampling().stopIds(),
              exam.room().sampling().stopStrings(),
              stage.samplesPerProblem(),
              context.seed());
      Optional<List<List<SampleRow>>> parts =
          new Parts<List<SampleRow>>(
                  context,
                  questions.size(),
                  stage.problemsPerPart(),
                  stage.samplesPerProblem(),
                  exam.room().sampling().maxNewTokens())
              .run(new Answering(evaluator, questions, judging, kept));
      if (parts.isEmpty()) {
        return Optional.empty();
      }
      kept.clear(); // of a part that was saved just before the process was killed
      List<SampleRow> samples = parts.get().stream().flatMap(List::stream).toList();
      Map<String, Double> figures = new LinkedHashMap<>(TaskFigures.of(samples));
      asking.choices().ifPresent(style -> figures.put("choicesSeed", (double) style.seed()));
      tellOfEmpty(samples);
      return Optional.of(
          StageEnd.of(
              figures,
              next -> {
                SampleRow.write(next.resolve(SampleRow.FILE), samples);
                judging.write(next);
                EvaluationReport.write(context.directory(), next, next);
              }));
    }
  }

  private void tellOfEmpty(List<SampleRow> samples) {
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

  private Exam exam(LoadedModel model, TagFormat tags, List<Question> questions)
      throws IOException {
    Asking asking = stage.asking().orElseThrow();
    Optional<StudentFormat> student =
        stage.usesTags()
            ? Optional.of(new StudentFormat(tags, model.tokenizer()))
            : Optional.empty();
    List<String> stops = new ArrayList<>(asking.stop());
    student.ifPresent(format -> stops.addAll(format.stops()));
    try {
      PromptWriter prompts =
          new PromptWriter(
              asking,
              model.tokenizer(),
              ChatTemplateFiles.of(model.checkpoint().files()),
              student,
              stage.opening());
      Room room =
          Room.of(
              prompts,
              questions,
              model.checkpoint().config().maxPositions(),
              sampling(model, prompts, stops),
              asking.budget());
      room.shortened().ifPresent(context.listener()::onMessage);
      return new Exam(prompts, room);
    } catch (IllegalArgumentException e) {
      throw new IOException(model.name() + ": " + e.getMessage(), e);
    }
  }

  /** A chat also ends where the model's template ends a turn. */
  private Sampling sampling(LoadedModel model, PromptWriter prompts, List<String> stops)
      throws IOException {
    SamplingSettings settings = stage.sampling();
    Optional<TurnEnd> end = prompts.chats() ? model.chatEnd() : Optional.empty();
    Sampling sampling =
        new Sampling(
            settings.temperature(),
            settings.topP(),
            settings.topK(),
            settings.minP(),
            settings.maxNewTokens(),
            model.endIds(),
            stops);
    return end.map(each -> sampling.endingAlsoAt(each.id(), each.text())).orElse(sampling);
  }

  /** How the model is asked, and for how long it may respond. */
  private record Exam(PromptWriter prompts, Room room) {}

  private final class Answering implements Parts.Work<List<SampleRow>> {
    private final TaskEvaluator evaluator;
    private final List<Question> questions;
    private final Judging judging;
    private final KeptResponses kept;

    Answering(
        TaskEvaluator evaluator, List<Question> questions, Judging judging, KeptResponses kept) {
      this.evaluator = evaluator;
      this.questions = questions;
      this.judging = judging;
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

    /** Judged again, so that all samples of a run are judged by the same checker. */
    @Override
    public List<SampleRow> load(int part) throws IOException {
      return SampleRow.readAll(Parts.file(context.directory(), part, ending())).stream()
          .map(judging::judge)
          .toList();
    }

    @Override
    public String ending() {
      return SampleRow.FILE;
    }
  }
}
