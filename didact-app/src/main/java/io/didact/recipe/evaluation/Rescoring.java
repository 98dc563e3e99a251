package io.didact.recipe.evaluation;

import io.didact.config.ConfigException;
import io.didact.data.Findings;
import io.didact.eval.SampleRow;
import io.didact.run.Manifest;
import io.didact.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Grades the responses of a finished run again, without a model. What was asked, the order of
 * choices included, is as it was.
 *
 * @param before as the samples were graded
 * @param after as they are graded now, in the same order
 * @param metrics of the samples as they are graded now
 */
public record Rescoring(
    List<SampleRow> before, List<SampleRow> after, Map<String, Double> metrics) {

  /**
   * A sample whose verdict differs.
   *
   * @param before as it was graded
   * @param after as it is graded now
   */
  public record Change(SampleRow before, SampleRow after) {}

  /**
   * Grades the samples of a run and, unless {@code dry}, writes {@code samples.jsonl}, {@code
   * grading.yaml}, {@code result.json} and the page anew, all in one moment.
   *
   * @param overrides {@code key=value} over {@code grading.yaml}, such as {@code
   *     answer.form=integer}
   */
  public static Rescoring of(Path run, List<String> overrides, boolean dry)
      throws IOException, ConfigException {
    if (!Files.exists(run.resolve(Manifest.NAME))) {
      EvaluationRun.requireFinished(run); // says what is wrong, and leaves no lock there
    }
    try (RunDirectory files = RunDirectory.open(run)) {
      EvaluationRun.requireFinished(run);
      Grading grading = Grading.read(run, overrides);
      List<SampleRow> before = SampleRow.readAll(EvaluationRun.samplesFile(run));
      requireExpected(run, before, grading);
      List<SampleRow> after = before.stream().map(grading::grade).toList();
      Map<String, Double> metrics = EvaluationMetrics.of(after).named();
      if (!dry) {
        write(files, grading, after, metrics);
      }
      return new Rescoring(before, after, metrics);
    }
  }

  /** That the expected answers are such as the rule can compare with. */
  private static void requireExpected(Path run, List<SampleRow> samples, Grading grading)
      throws IOException {
    Findings wrong = new Findings();
    for (SampleRow sample : samples) {
      if (sample.sample() == 0) {
        try {
          grading.answer().unread(sample.expected(), sample.choices().size());
        } catch (IllegalArgumentException e) {
          wrong.add("problem %s: %s".formatted(sample.problem(), e.getMessage()));
        }
      }
    }
    if (wrong.count() > 0) {
      throw new IOException(
          "%s: %d expected answers can be none:\n  %s"
              .formatted(run, wrong.count(), wrong.lines()));
    }
  }

  private static void write(
      RunDirectory files, Grading grading, List<SampleRow> samples, Map<String, Double> metrics)
      throws IOException {
    StageResult result = StageResult.read(files.path());
    Map<String, Double> all = new LinkedHashMap<>(result.metrics());
    all.putAll(metrics);
    // The samples do not have the groups.
    all.keySet().removeIf(name -> name.startsWith(EvaluationMetrics.BY_GROUP));
    files.commit(
        next -> {
          SampleRow.write(next.resolve(SampleRow.FILE), samples);
          grading.write(next);
          EvaluationReport.write(files.path(), next, next);
          new StageResult(result.stage(), result.seconds(), result.weights(), all).write(next);
        });
  }

  /** Samples whose verdict differs, in order. */
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i).grade().verdict() != after.get(i).grade().verdict()) {
        changes.add(new Change(before.get(i), after.get(i)));
      }
    }
    return changes;
  }
}
