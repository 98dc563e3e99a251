package io.didact.recipe.claim;

import io.didact.config.Rules;
import io.didact.eval.Correlation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The quantities of a recipe's summary, by name: an arm is its accuracy, a measure its metric, a
 * series of a plot Pearson's r of its points. Each has one value a repetition.
 *
 * @param arms name → evaluation stages
 * @param measures name → metric of stages
 * @param plots title → plot
 * @param repetitions independent runs that the stages of each arm and measure belong to, in their
 *     order: the first n / repetitions of them to the first run; 0 where each stage is one
 */
public record Quantities(
    Map<String, List<String>> arms,
    Map<String, Measure> measures,
    Map<String, Plot> plots,
    int repetitions) {

  /** The metric of a stage's result, by stage and name. */
  public interface Results extends ToDoubleBiFunction<String, String> {}

  /**
   * A point of a series.
   *
   * @param name of the arm or measure
   * @param x where it stands, a mean over repetitions
   * @param y the mean over repetitions
   * @param low the least of them
   * @param high the greatest
   */
  public record Point(String name, double x, double y, double low, double high) {}

  /** All names. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>(arms.keySet());
    names.addAll(measures.keySet());
    plots.values().forEach(plot -> names.addAll(plot.series().keySet()));
    return names;
  }

  /** Checks that names are told apart, known where they are used, and have whole repetitions. */
  public Rules rules() {
    Rules rules = new Rules();
    Stream.concat(arms.keySet().stream(), measures.keySet().stream())
        .forEach(
            name -> {
              int stages = stagesOf(name).size();
              rules.require(
                  repetitions == 0 || stages == 1 || stages % repetitions == 0,
                  (arms.containsKey(name) ? "arms." : "measures.") + name,
                  "has %d stages, which %d seeds cannot share".formatted(stages, repetitions));
            });
    Set<String> used = new HashSet<>(arms.keySet());
    used.addAll(measures.keySet());
    plots.forEach(
        (title, plot) ->
            plot.series()
                .forEach(
                    (name, points) -> {
                      String key = "plots." + title + ".series." + name;
                      rules.require(used.add(name), key, "something else has this name");
                      points.forEach((y, x) -> requirePoint(rules, key, y, x));
                    }));
    return rules;
  }

  private void requirePoint(Rules rules, String key, String y, String x) {
    boolean known = !stagesOf(y).isEmpty();
    boolean stands = !stagesOf(x).isEmpty() || Claim.number(x).isPresent();
    rules
        .require(known, key, "`" + y + "` is no arm or measure")
        .require(stands, key, "`" + x + "` is neither a number nor an arm or measure");
    if (known && stands) {
      int first = count(y);
      int second = count(x);
      rules.require(
          first == second || first == 1 || second == 1,
          key,
          "`%s` has %d repetitions and `%s` has %d".formatted(y, first, x, second));
    }
  }

  /** The stages of an arm or a measure; none of anything else. */
  public List<String> stagesOf(String name) {
    Measure measure = measures.get(name);
    return measure == null ? arms.getOrDefault(name, List.of()) : measure.stages();
  }

  /**
   * How many values a quantity has: one where nothing varies.
   *
   * @param name of a quantity, or a number
   */
  int count(String name) {
    int stages = stagesOf(name).size();
    if (stages > 0) {
      return repetitions == 0 || stages == 1 ? stages : repetitions;
    }
    return series(name).stream()
        .flatMap(each -> Stream.concat(each.keySet().stream(), each.values().stream()))
        .mapToInt(this::count)
        .max()
        .orElse(1);
  }

  /**
   * A quantity's values, each a mean over the stages of a repetition.
   *
   * @param name of a quantity, or a number
   */
  double[] of(String name, Results results) {
    List<String> stages = stagesOf(name);
    if (!stages.isEmpty()) {
      Measure measure = measures.get(name);
      String metric = measure == null ? "accuracy" : measure.metric();
      double[] all =
          stages.stream().mapToDouble(stage -> results.applyAsDouble(stage, metric)).toArray();
      int each = all.length / count(name);
      return IntStream.range(0, count(name))
          .mapToDouble(run -> mean(Arrays.copyOfRange(all, run * each, (run + 1) * each)))
          .toArray();
    }
    Optional<Map<String, String>> series = series(name);
    if (series.isEmpty()) {
      return new double[] {Claim.number(name).orElseThrow()};
    }
    List<double[]> x = series.get().values().stream().map(each -> of(each, results)).toList();
    List<double[]> y = series.get().keySet().stream().map(each -> of(each, results)).toList();
    return IntStream.range(0, count(name))
        .mapToDouble(run -> Correlation.pearson(at(x, run), at(y, run)).r())
        .toArray();
  }

  /** A series' points, in the order of x. */
  List<Point> points(Map<String, String> series, Results results) {
    return series.entrySet().stream()
        .map(
            each -> {
              double[] y = of(each.getKey(), results);
              return new Point(
                  each.getKey(),
                  mean(of(each.getValue(), results)),
                  mean(y),
                  Arrays.stream(y).min().orElseThrow(),
                  Arrays.stream(y).max().orElseThrow());
            })
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }

  private static double[] at(List<double[]> values, int run) {
    return values.stream().mapToDouble(each -> each[each.length == 1 ? 0 : run]).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private Optional<Map<String, String>> series(String name) {
    return plots.values().stream()
        .flatMap(plot -> Stream.ofNullable(plot.series().get(name)))
        .findFirst();
  }
}
