package io.didact.recipe.claim;

import io.didact.eval.SampleSet;
import io.didact.recipe.evaluation.EvaluationRun;
import io.didact.recipe.evaluation.StageResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The quantities of a run that is finished.
 *
 * @param results of its stages, by name
 * @param directories of its stages, by name
 */
public record Measured(
    Quantities quantities, Map<String, StageResult> results, Function<String, Path> directories) {

  /**
   * Fails where a stage has no metric that a measure asks for.
   *
   * @throws IOException naming the metrics that there are
   */
  public void requireMetrics() throws IOException {
    for (Map.Entry<String, Measure> measure : quantities.measures().entrySet()) {
      for (String stage : measure.getValue().stages()) {
        Map<String, Double> metrics = result(stage).metrics();
        if (!metrics.containsKey(measure.getValue().metric())) {
          throw new IOException(
              "summary.measures.%s: stage %s has no metric `%s`; it has %s"
                  .formatted(
                      measure.getKey(),
                      stage,
                      measure.getValue().metric(),
                      String.join(", ", metrics.keySet())));
        }
      }
    }
  }

  /** A quantity's values, one a repetition. */
  public double[] of(String name) {
    return quantities.of(name, this::metric);
  }

  /** A series' points, in the order of x. */
  public List<Quantities.Point> points(Map<String, String> series) {
    return quantities.points(series, this::metric);
  }

  /**
   * Tests claims.
   *
   * @throws IOException where samples cannot be read
   */
  public List<ClaimResult> test(Map<String, Claim> claims) throws IOException {
    Map<String, SampleSet> read = new HashMap<>();
    List<ClaimResult> tested = new ArrayList<>();
    for (Map.Entry<String, Claim> each : claims.entrySet()) {
      Claim claim = each.getValue();
      List<SampleSet> greater = samples(claim.greater(), read);
      List<SampleSet> than = samples(claim.than(), read);
      tested.add(
          ClaimResult.of(
              each.getKey(),
              claim,
              of(claim.greater()),
              of(claim.than()),
              greater.isEmpty() || than.isEmpty()
                  ? Optional.empty()
                  : Optional.of(ClaimResult.OnProblems.of(greater, than))));
    }
    return tested;
  }

  /** The samples of an arm; nothing of another quantity. */
  private List<SampleSet> samples(String name, Map<String, SampleSet> read) throws IOException {
    List<SampleSet> samples = new ArrayList<>();
    for (String stage : quantities.arms().getOrDefault(name, List.of())) {
      SampleSet known = read.get(stage);
      if (known == null) {
        known = SampleSet.read(EvaluationRun.samplesFile(directories.apply(stage)));
        read.put(stage, known);
      }
      samples.add(known);
    }
    return samples;
  }

  private double metric(String stage, String name) {
    return Objects.requireNonNull(result(stage).metrics().get(name), name);
  }

  private StageResult result(String stage) {
    return Objects.requireNonNull(results.get(stage), stage);
  }
}
