package io.didact.cli;

import java.util.Locale;
import java.util.Map;

/** The metrics of an evaluation, for people. */
final class EvalTable {
  private EvalTable() {}

  /**
   * @param name of the run
   * @param metrics as its result has them
   */
  static String of(String name, Map<String, Double> metrics) {
    double n = metrics.getOrDefault("n", 0.0);
    double problems = metrics.getOrDefault("problems", 0.0);
    String rests =
        n == problems
            ? count(n, "problem")
            : count(n, "sample") + " of " + count(problems, "problem");
    return String.format(
            Locale.ROOT,
            "%s: accuracy %.3f, 95 %% interval %.3f – %.3f, over %s%n",
            name,
            metric(metrics, "accuracy"),
            metric(metrics, "low"),
            metric(metrics, "high"),
            rests)
        + String.format(
            Locale.ROOT,
            "%.1f tokens a response; %.1f %% cut at the limit, %.1f %% without an answer, %.1f %%"
                + " undecided",
            metric(metrics, "tokens"),
            100 * metric(metrics, "truncated"),
            100 * metric(metrics, "unanswered"),
            100 * metric(metrics, "undecided"));
  }

  private static String count(double n, String noun) {
    return String.format(Locale.ROOT, "%,.0f %s", n, n == 1 ? noun : noun + "s");
  }

  private static double metric(Map<String, Double> metrics, String name) {
    return metrics.getOrDefault(name, Double.NaN);
  }
}
