package io.didact.recipe;

import io.didact.config.Rules;
import io.didact.data.TagFormat;
import io.didact.eval.task.AnswerRule;
import io.didact.eval.task.Asking;
import io.didact.eval.task.Turns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a student answer held-out problems and judges the answers: problems in tags, as students
 * here learn them, or a {@link Task} as a {@link Profile} puts it.
 *
 * @param model the student
 * @param task the benchmark
 * @param profile how it is put
 * @param problems what is asked; with a task, a file in place of the task's data
 * @param limit how many problems of a task to take from its beginning; 0 for all
 * @param samplesPerProblem answers a problem; the accuracy is their mean
 * @param problemsPerPart problems between two savings; without a task part of what decides the
 *     samples
 * @param checker how an answer is judged, without a task
 * @param opening text that every thought, or every response, is made to begin with; empty for none
 * @param format the tags of prompts; with a task only where {@code asking} wants them
 * @param asking how a task is put; follows from task and profile
 * @param answer how an answer to a task is found and judged; follows from task and profile
 */
public record EvalStage(
    ModelRef model,
    Optional<Task> task,
    Optional<Profile> profile,
    Optional<Source> problems,
    Optional<Integer> limit,
    int samplesPerProblem,
    int problemsPerPart,
    Optional<Checker> checker,
    String opening,
    Optional<TagFormat> format,
    SamplingSettings sampling,
    Optional<Asking> asking,
    Optional<AnswerRule> answer,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {
  /** Samples of a task between two savings: so many are lost at most when a run is killed. */
  private static final int SAMPLES_PER_PART = 64;

  public EvalStage {
    boolean ofTask = task.isPresent();
    Rules rules =
        new Rules()
            .atLeast("samplesPerProblem", 1, samplesPerProblem)
            .atLeast("problemsPerPart", 1, problemsPerPart)
            .atLeast("limit", 0, limit.orElse(0))
            .require(
                ofTask || problems.isPresent(),
                "problems",
                "must be given, or a task in their place")
            .require(
                problems.filter(Source.DocumentsSource.class::isInstance).isEmpty(),
                "problems",
                "documents are not problems")
            .require(ofTask || profile.isEmpty(), "profile", "must be left out without a task")
            .require(ofTask || limit.isEmpty(), "limit", "must be left out without a task")
            .require(
                ofTask == asking.isPresent() && ofTask == answer.isPresent(),
                "asking and answer belong to a task")
            .require(
                !ofTask || checker.isEmpty(),
                "checker",
                "must be left out with a task: see `answer`")
            .require(
                format.isEmpty() || asking.map(how -> how.turns() == Turns.TAGS).orElse(true),
                "format",
                "must be left out with a task, unless asking.turns is tags");
    if (ofTask && problems.isPresent()) {
      boolean file = problems.get() instanceof Source.OfFile;
      rules.require(
          file && task.get().columns().isPresent(),
          "problems",
          "must be a file that takes the place of one: the data of task "
              + task.get().name()
              + (task.get().columns().isPresent() ? " is" : " is made up"));
    }
    asking
        .flatMap(Asking::budget)
        .ifPresent(
            budget ->
                rules.require(
                    budget.thinkingTokens() < sampling.maxNewTokens(),
                    "asking.budget.thinkingTokens",
                    "must be < sampling.maxNewTokens, which is %d, was %d"
                        .formatted(sampling.maxNewTokens(), budget.thinkingTokens())));
    rules.done();
  }

  static EvalStage defaults(
      ModelRef model, Optional<Task> task, Optional<Profile> profile, Optional<Source> problems) {
    Profile way = profile.orElse(Profile.NONE);
    return new EvalStage(
        model,
        task,
        task.isPresent() ? Optional.of(way) : profile,
        problems,
        Optional.empty(),
        task.map(way::samples).orElse(1),
        task.map(each -> Math.max(1, SAMPLES_PER_PART / way.samples(each))).orElse(256),
        task.isPresent() ? Optional.empty() : Optional.of(Checker.EXACT),
        "",
        task.isPresent() ? Optional.empty() : Optional.of(TagFormat.stratos()),
        task.map(each -> way.sampling().over(each.sampling()))
            .orElseGet(SamplingSettings::defaults),
        task.map(way::asking),
        task.map(way::answer),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    return task.isPresent()
        ? new TaskEvalJob(context, this).run()
        : new EvalJob(context, this).run();
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
    return Map.of("problems", source());
  }

  /** What is asked. */
  Source source() {
    return problems.orElseGet(() -> task.orElseThrow().data());
  }

  @Override
  public boolean usesTags() {
    return asking.map(how -> how.turns() == Turns.TAGS).orElse(true);
  }

  @Override
  public String whenStopped() {
    return task.isPresent()
        ? "ending; samples that are finished are kept"
        : "finishing the part, which is of %d problems".formatted(problemsPerPart);
  }

  @Override
  public boolean trains() {
    return false;
  }
}
