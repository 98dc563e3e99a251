package io.didact.recipe;

import io.didact.data.TagFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a student answer held-out problems and judges the answers.
 *
 * @param model the student
 * @param samplesPerProblem answers a problem; the accuracy is their mean
 * @param problemsPerPart problems between two savings; part of what decides the samples
 * @param checker how an answer is judged
 * @param opening text that every thought is made to begin with; empty for none
 */
public record EvalStage(
    ModelRef model,
    Source problems,
    int samplesPerProblem,
    int problemsPerPart,
    Checker checker,
    String opening,
    TagFormat format,
    SamplingSettings sampling,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {
  public EvalStage {
    new Rules()
        .atLeast("samplesPerProblem", 1, samplesPerProblem)
        .atLeast("problemsPerPart", 1, problemsPerPart)
        .require(!(problems instanceof Source.DocumentsSource), "documents are not problems")
        .done();
  }

  static EvalStage defaults(ModelRef model, Source problems) {
    return new EvalStage(
        model,
        problems,
        1,
        256,
        Checker.EXACT,
        "",
        TagFormat.stratos(),
        SamplingSettings.defaults(),
        Optional.empty(),
        Optional.empty());
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
  public boolean trains() {
    return false;
  }
}
