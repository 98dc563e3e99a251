package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Dataset;
import io.didact.data.TagFormat;
import io.didact.data.TextPatterns;
import io.didact.eval.task.AnswerRule;
import io.didact.eval.task.Asking;
import io.didact.eval.task.Question;
import io.didact.eval.task.TaskItem;
import io.didact.eval.task.Turns;
import io.didact.model.decoder.DecoderConfig;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a model answer held-out problems and grades the answers: a {@link Task} as a {@link Profile}
 * puts it. Problems without a task are one, asked in tags as students here learn them.
 *
 * @param model the student
 * @param task what is asked
 * @param profile how it is put
 * @param problems the data of the task, or a file in their place
 * @param limit how many problems to take from their beginning; 0 for all
 * @param tooLong what becomes of problems that are longer than the models can read
 * @param samplesPerProblem answers a problem; the accuracy is their mean
 * @param problemsPerPart problems that are asked together and then graded and saved
 * @param opening text that every thought, or every response, is made to begin with; empty for none
 * @param format the tags, where {@code asking} wants them
 * @param asking how the task is put; follows from task and profile
 * @param answer how an answer is found and graded; follows from task and profile
 * @param patterns name → regular expression that responses are searched for
 * @param groupBy regular expression that puts questions into groups
 */
public record EvalStage(
    ModelRef model,
    Task task,
    Profile profile,
    Source problems,
    int limit,
    TooLong tooLong,
    int samplesPerProblem,
    int problemsPerPart,
    String opening,
    Optional<TagFormat> format,
    Map<String, Object> templateVariables,
    SamplingSettings sampling,
    Asking asking,
    AnswerRule answer,
    Map<String, String> patterns,
    Optional<String> groupBy,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {
  /** Samples that are asked together where nobody says how many problems. */
  private static final int SAMPLES_PER_PART = 256;

  public EvalStage {
    Rules rules =
        new Rules()
            .atLeast("samplesPerProblem", 1, samplesPerProblem)
            .atLeast("problemsPerPart", 1, problemsPerPart)
            .atLeast("limit", 0, limit)
            .all("", TextPatterns.rules(patterns, groupBy))
            .require(
                problems.equals(task.data())
                    || problems instanceof RowSource && task.columns().isPresent(),
                "problems",
                "must be a file that takes the place of one: the data of task "
                    + task.name()
                    + (task.columns().isPresent() ? " is" : " is none with `columns`"));
    asking
        .budget()
        .ifPresent(
            budget ->
                rules.require(
                    budget.thinkingTokens() < sampling.maxNewTokens(),
                    "asking.budget.thinkingTokens",
                    "must be < sampling.maxNewTokens, which is %d, was %d"
                        .formatted(sampling.maxNewTokens(), budget.thinkingTokens())));
    rules.done();
  }

  /** A task, or problems that are one. */
  static EvalStage defaults(
      ModelRef model, Optional<Task> task, Optional<Profile> profile, Optional<Source> problems) {
    new Rules()
        .require(
            task.isPresent() || problems.isPresent(),
            "problems",
            "must be given, or a task in their place")
        .require(
            problems.filter(Source::hasDocuments).isEmpty(),
            "problems",
            "documents are not problems")
        .done();
    Task asked = task.orElseGet(() -> Task.inTags(problems.orElseThrow()));
    Profile way = profile.orElse(Profile.NONE);
    int samples = way.samples(asked);
    return new EvalStage(
        model,
        asked,
        way,
        problems.orElse(asked.data()),
        0,
        TooLong.FAIL,
        samples,
        Math.max(1, SAMPLES_PER_PART / samples),
        "",
        asked.turns() == Turns.TAGS ? Optional.of(TagFormat.stratos()) : Optional.empty(),
        Map.of(),
        way.sampling().over(asked.sampling()),
        way.asking(asked),
        way.answer(asked),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Rules idle() {
    return new Rules()
        .idle(
            sampling.temperature() == 0 && samplesPerProblem > 1,
            "samplesPerProblem",
            "at temperature 0 all samples of a problem are the same")
        .all("sampling", sampling.idle());
  }

  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    return new EvalJob(context, this).run();
  }

  /** A response is no longer than the model's positions let it be. */
  @Override
  public Work work(Forecast forecast) throws IOException {
    Material of = forecast.material(problems, sampling.maxNewTokens()).first(limit);
    DecoderConfig shape = forecast.model(model);
    int room = Math.max(1, shape.maxPositions() - (int) Math.ceil(of.studentPrompt()));
    int longest = Math.min(sampling.maxNewTokens(), room);
    double own = forecast.written(longest);
    double groups = Math.min(problemsPerPart, of.problems());
    return new Work(
        List.of(
            new Work.Part(
                Work.Kind.SAMPLE,
                "model",
                shape,
                of.problems() / groups,
                groups,
                samplesPerProblem,
                of.studentPrompt(),
                own,
                own,
                longest,
                0)),
        Optional.empty());
  }

  @Override
  public int count(Source source, SourceContext context) throws IOException {
    return source.read(context, new TaskData(task)).items().size();
  }

  @Override
  public Optional<String> look(
      Source source, SourceContext context, Optional<ModelInfo.Directory> models)
      throws IOException {
    Dataset<TaskItem> items = source.read(context, new TaskData(task));
    Optional<String> twice = items.twice(TaskItem::id).text();
    if (twice.isPresent()) {
      return twice;
    }
    Dataset<Question> questions = questions(items);
    Optional<String> wrong =
        ExpectedAnswers.of(questions, EvalJob::id, this::unread).wrong().text();
    if (wrong.isPresent() || models.isEmpty()) {
      return wrong;
    }
    EvalPrompts asked = new EvalPrompts(this, models.get().model(model));
    return DataCheck.of(questions, EvalJob::id, tooLong, asked.room(asked.writer())).problem();
  }

  /** What is asked of some problems. */
  Dataset<Question> questions(Dataset<TaskItem> items) {
    return new Dataset<>(asking.questions(items.items()), items.places(), items.skipped())
        .first(limit);
  }

  /** What {@link AnswerRule#unread} says of a question. */
  Optional<String> unread(Question question) {
    return answer.unread(question.expected(), question.choices().size());
  }

  @Override
  public TagFormat tags() {
    return format.orElseGet(TagFormat::stratos);
  }

  @Override
  public Map<String, ModelRef> models() {
    return Map.of("model", model);
  }

  @Override
  public Map<String, Source> sources() {
    return Map.of("problems", problems);
  }

  @Override
  public boolean usesTags() {
    return asking.turns() == Turns.TAGS;
  }

  @Override
  public boolean rendersTemplates() {
    return switch (asking.turns()) {
      case AUTO, CHAT -> true;
      case PLAIN -> false;
      case TAGS -> Stage.super.rendersTemplates();
    };
  }

  @Override
  public String whenStopped() {
    return "ending; samples that are finished are kept";
  }
}
