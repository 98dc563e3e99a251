package io.didact.train;

import io.didact.run.MetricsLog;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Notices that a run has stopped learning, and says so once. */
final class LearningWatch {
  /** Steps in a row that make it sure. */
  static final int STEPS = 5;

  /** How it shows, the most telling first. */
  private enum Sign {
    NOTHING_FINISHED(
        metrics -> metrics.getOrDefault("finished", 1.0) == 0,
        "no completion ended before sampling.maxNewTokens. Raise it, or teach the model first, by"
            + " sft, to end in the format"),
    ALL_EQUAL(
        metrics -> metrics.getOrDefault("equalGroups", 0.0) == 1,
        "all completions of a problem got the same reward, so none is better than the others. Look"
            + " into rollouts/ whether the problems are too hard or too easy and answers are found"
            + " at all; other problems, more rolloutsPerProblem or a higher sampling.temperature"
            + " may help"),
    NO_GRADIENT(
        metrics -> !MetricsLog.learned(metrics),
        "the gradient was 0, so the weights have nothing to follow. If it was not before, go back"
            + " to a checkpoint of that time, with a lower learning rate: --restart-from STEP");

    final Predicate<Map<String, Double>> shows;
    final String advice;

    Sign(Predicate<Map<String, Double>> shows, String advice) {
      this.shows = shows;
      this.advice = advice;
    }
  }

  private final Map<Sign, Integer> inRow = new EnumMap<>(Sign.class);
  private boolean told;

  /** What to tell after a step, in words that say what to do. */
  Optional<String> after(StepReport report) {
    for (Sign sign : Sign.values()) {
      inRow.merge(sign, 1, (before, one) -> before + one);
      if (!sign.shows.test(report.metrics())) {
        inRow.put(sign, 0);
      }
    }
    Optional<Sign> sure =
        Arrays.stream(Sign.values())
            .filter(sign -> inRow.getOrDefault(sign, 0) >= STEPS)
            .findFirst();
    if (told || sure.isEmpty()) {
      return Optional.empty();
    }
    told = true;
    return sure.map(
        sign ->
            "in steps %d to %d %s"
                .formatted(report.step() - STEPS + 1, report.step(), sign.advice));
  }
}
