package io.didact.recipe;

import io.didact.config.Rules;
import io.didact.data.TagFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Samples a teacher's explanations, scores them with a student, and keeps some.
 *
 * @param teacher who explains
 * @param student whom the reward asks
 * @param samplesPerProblem explanations a problem
 * @param problemsPerPart problems between two savings; part of what decides the samples
 * @param choice which are kept
 */
public record TracesStage(
    ModelRef teacher,
    ModelRef student,
    Source problems,
    int samplesPerProblem,
    int problemsPerPart,
    Choice choice,
    TagFormat format,
    RewardSettings reward,
    SamplingSettings sampling,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {

  /** Which of a problem's explanations are kept. */
  public enum Choice {
    /** All of them. */
    ALL,
    /** Those that were not cut at the length limit. */
    CLOSED,
    /** The one of the highest reward. */
    BEST
  }

  public TracesStage {
    new Rules()
        .positive("sampling.temperature", sampling.temperature())
        .atLeast("samplesPerProblem", 1, samplesPerProblem)
        .atLeast("problemsPerPart", 1, problemsPerPart)
        .require(
            !(problems instanceof Source.DocumentsSource), "problems", "documents are not problems")
        .done();
  }

  static TracesStage defaults(ModelRef teacher, ModelRef student, Source problems) {
    return new TracesStage(
        teacher,
        student,
        problems,
        1,
        256,
        Choice.ALL,
        TagFormat.stratos(),
        RewardSettings.defaults(),
        SamplingSettings.defaults(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public String whenStopped() {
    return "finishing the part, which is of %d problems".formatted(problemsPerPart);
  }

  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    return new TracesJob(context, this).run();
  }

  @Override
  public TagFormat tags() {
    return format;
  }

  @Override
  public Map<String, ModelRef> models() {
    Map<String, ModelRef> models = new LinkedHashMap<>();
    models.put("teacher", teacher);
    models.put("student", student);
    return models;
  }

  @Override
  public Map<String, Source> sources() {
    return Map.of("problems", problems);
  }

  @Override
  public boolean trains() {
    return false;
  }
}
