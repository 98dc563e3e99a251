package io.didact.eval.task;

import io.didact.engine.Finish;
import io.didact.eval.Accuracy;
import io.didact.eval.ClusterBootstrap;
import io.didact.eval.answer.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What the samples of a run come to. */
public final class TaskFigures {
  /** Ends of the bootstrap's interval are then stable to about a tenth of its width. */
  private static final int RESAMPLES = 2000;

  private TaskFigures() {}

  /**
   * {@code accuracy low high n problems tokens truncated undecided empty}.
   *
   * @param samples of all problems, problem by problem, the same number for each
   * @param seed of the bootstrap
   */
  public static Map<String, Double> of(List<TaskSample> samples, long seed) {
    Map<String, List<TaskSample>> byProblem = new LinkedHashMap<>();
    samples.forEach(
        each -> byProblem.computeIfAbsent(each.problem(), key -> new ArrayList<>()).add(each));
    Accuracy accuracy = accuracy(List.copyOf(byProblem.values()), samples, seed);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy", accuracy.value());
    figures.put("low", accuracy.interval().low());
    figures.put("high", accuracy.interval().high());
    figures.put("n", (double) accuracy.n());
    figures.put("problems", (double) byProblem.size());
    figures.put(
        "tokens", samples.stream().mapToLong(TaskSample::tokens).sum() / (double) samples.size());
    figures.put("truncated", share(samples, each -> each.finish() == Finish.LENGTH));
    figures.put(
        "undecided", share(samples, each -> each.judgement().verdict() == Verdict.UNDECIDED));
    figures.put("empty", share(samples, each -> each.response().isBlank()));
    return figures;
  }

  private static Accuracy accuracy(
      List<List<TaskSample>> byProblem, List<TaskSample> samples, long seed) {
    if (byProblem.size() == samples.size()) {
      return Accuracy.of(
          (int) samples.stream().filter(TaskSample::correct).count(), samples.size());
    }
    List<boolean[]> right = new ArrayList<>();
    for (List<TaskSample> ofProblem : byProblem) {
      boolean[] each = new boolean[ofProblem.size()];
      for (int i = 0; i < each.length; i++) {
        each[i] = ofProblem.get(i).correct();
      }
      right.add(each);
    }
    return Accuracy.of(right, new ClusterBootstrap(RESAMPLES, seed));
  }

  private static double share(List<TaskSample> samples, Predicate<TaskSample> holds) {
    return samples.stream().filter(holds).count() / (double) samples.size();
  }
}
