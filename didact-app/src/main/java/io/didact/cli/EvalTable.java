package io.didact.cli;

import java.util.Locale;
import java.util.Map;

/** The figures of an evaluation, for people. */
final class EvalTable {
  private EvalTable() {}

  /**
   * @param name of the run
   * @param figures as its result has them
   */
  static String of(String name, Map<String, Double> figures) {
    double n = figures.getOrDefault("n", 0.0);
    double problems = figures.getOrDefault("problems", 0.0);
    String rests =
        n == problems
            ? count(n, "problem")
            : count(n, "sample") + " of " + count(problems, "problem");
    return String.format(
            Locale.ROOT,
            "%s: accuracy %.3f, 95 %% interval %.3f – %.3f, over %s%n",
            name,
            figure(figures, "accuracy"),
            figure(figures, "low"),
            figure(figures, "high"),
            rests)
        + String.format(
            Locale.ROOT,
            "%.1f tokens a response; %.1f %% cut at the limit, %.1f %% without an answer, %.1f %%"
                + " undecided",
            figure(figures, "tokens"),
            100 * figure(figures, "truncated"),
            100 * figure(figures, "unanswered"),
            100 * figure(figures, "undecided"));
  }

  private static String count(double n, String noun) {
    return String.format(Locale.ROOT, "%,.0f %s", n, n == 1 ? noun : noun + "s");
  }

  private static double figure(Map<String, Double> figures, String name) {
    return figures.getOrDefault(name, Double.NaN);
  }
}
