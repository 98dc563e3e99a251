package io.didact.recipe.evaluation;

import io.didact.config.ConfigException;
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
 * Judges the responses of a finished run again, without a model. What was asked, the order of
 * choices included, is as it was.
 *
 * @param before as the samples were judged
 * @param after as they are judged now, in the same order
 * @param figures of the samples as they are judged now
 */
public record Rescoring(
    List<SampleRow> before, List<SampleRow> after, Map<String, Double> figures) {

  /**
   * A sample whose verdict differs.
   *
   * @param before as it was judged
   * @param after as it is judged now
   */
  public record Change(SampleRow before, SampleRow after) {}

  /**
   * Judges the samples of a run and, unless {@code dry}, writes {@code samples.jsonl}, {@code
   * judging.yaml}, {@code result.json} and the page anew, all in one moment.
   *
   * @param overrides {@code key=value} over {@code judging.yaml}, such as {@code
   *     answer.form=integer}
   */
  public static Rescoring of(Path run, List<String> overrides, boolean dry)
      throws IOException, ConfigException {
    if (!Files.exists(run.resolve(Manifest.NAME))) {
      EvaluationRun.requireFinished(run); // says what is wrong, and leaves no lock there
    }
    try (RunDirectory files = RunDirectory.open(run)) {
      EvaluationRun.requireFinished(run);
      Judging judging = Judging.read(run, overrides);
      List<SampleRow> before = SampleRow.readAll(EvaluationRun.samplesFile(run));
      requireExpected(run, before, judging);
      List<SampleRow> after = before.stream().map(judging::judge).toList();
      Map<String, Double> figures = EvaluationFigures.of(after).named();
      if (!dry) {
        write(files, judging, after, figures);
      }
      return new Rescoring(before, after, figures);
    }
  }

  /** That the expected answers are such as the rule can compare with. */
  private static void requireExpected(Path run, List<SampleRow> samples, Judging judging)
      throws IOException {
    for (SampleRow sample : samples) {
      try {
        judging.answer().requireExpected(sample.expected());
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "%s, problem %s: %s".formatted(run, sample.problem(), e.getMessage()), e);
      }
    }
  }

  private static void write(
      RunDirectory files, Judging judging, List<SampleRow> samples, Map<String, Double> figures)
      throws IOException {
    StageResult result = StageResult.read(files.path());
    Map<String, Double> all = new LinkedHashMap<>(result.figures());
    all.putAll(figures);
    files.commit(
        next -> {
          SampleRow.write(next.resolve(SampleRow.FILE), samples);
          judging.write(next);
          EvaluationReport.write(files.path(), next, next);
          new StageResult(result.stage(), result.seconds(), result.weights(), all).write(next);
        });
  }

  /** Samples whose verdict differs, in order. */
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i).judgement().verdict() != after.get(i).judgement().verdict()) {
        changes.add(new Change(before.get(i), after.get(i)));
      }
    }
    return changes;
  }
}
