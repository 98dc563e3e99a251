package io.didact.distill;

import io.didact.algorithm.RewardBreakdown;
import io.didact.data.Explanation;
import io.didact.data.PatternCounts;
import io.didact.data.Repetition;
import io.didact.rollout.Rollout;
import io.didact.rollout.ScoredGroup;
import io.didact.text.TokenIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a teacher's explanations are like: means over all that were sampled.
 *
 * @param reward mean r (paper eq. 5)
 * @param scores means of the reward's scores, by symbol
 * @param length mean number of tokens sampled, closing tag included
 * @param repetition mean {@link Repetition} of what was sampled, in [0, 1)
 * @param closed share of explanations with a closing tag, in [0, 1]
 * @param tagged share that the closing tag of the student's thoughts ended, in [0, 1]
 * @param n explanations, ≥ 1
 * @param counts how many were such, by name
 * @param patterns what their texts are like
 */
public record TeacherMetrics(
    double reward,
    Map<String, Double> scores,
    double length,
    double repetition,
    double closed,
    double tagged,
    int n,
    Map<String, Long> counts,
    PatternCounts patterns) {
  /** Not whole when they were sampled first. */
  public static final String CUT = "cut";

  /** Sampled anew. */
  public static final String AGAIN = "again";

  /** Left out because they are not whole. */
  public static final String DROPPED = "dropped";

  /** With a right answer; not counted where nobody looks at answers. */
  public static final String RIGHT = "right";

  static TeacherMetrics of(
      List<ScoredGroup> groups, List<Explanation> explanations, Map<String, Long> counts) {
    List<RewardBreakdown> rewards =
        groups.stream().flatMap(group -> group.rewards().stream()).toList();
    List<TokenIds> sampled =
        groups.stream()
            .flatMap(group -> group.group().rollouts().stream())
            .map(Rollout::completion)
            .toList();
    double n = explanations.size();
    return new TeacherMetrics(
        rewards.stream().mapToDouble(RewardBreakdown::total).sum() / n,
        RewardBreakdown.meanScores(rewards),
        sampled.stream().mapToLong(TokenIds::size).sum() / n,
        sampled.stream().mapToDouble(Repetition::of).sum() / n,
        explanations.stream().filter(Explanation::closed).count() / n,
        explanations.stream().filter(Explanation::tagged).count() / n,
        explanations.size(),
        counts,
        PatternCounts.none());
  }

  /** The same, and what the texts are like. */
  public TeacherMetrics with(PatternCounts found) {
    return new TeacherMetrics(reward, scores, length, repetition, closed, tagged, n, counts, found);
  }

  /** The metrics of several parts together. */
  public static TeacherMetrics of(List<TeacherMetrics> parts) {
    int n = parts.stream().mapToInt(TeacherMetrics::n).sum();
    return new TeacherMetrics(
        mean(parts, TeacherMetrics::reward, n),
        scores(parts, n),
        mean(parts, TeacherMetrics::length, n),
        mean(parts, TeacherMetrics::repetition, n),
        mean(parts, TeacherMetrics::closed, n),
        mean(parts, TeacherMetrics::tagged, n),
        n,
        counts(parts),
        PatternCounts.sum(parts.stream().map(TeacherMetrics::patterns).toList()));
  }

  private static Map<String, Long> counts(List<TeacherMetrics> parts) {
    Map<String, Long> sums = new LinkedHashMap<>();
    for (TeacherMetrics part : parts) {
      part.counts().forEach((name, count) -> sums.merge(name, count, Long::sum));
    }
    return sums;
  }

  private static double mean(
      List<TeacherMetrics> parts, ToDoubleFunction<TeacherMetrics> metric, int n) {
    return parts.stream().mapToDouble(part -> metric.applyAsDouble(part) * part.n()).sum() / n;
  }

  private static Map<String, Double> scores(List<TeacherMetrics> parts, int n) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (TeacherMetrics part : parts) {
      part.scores().forEach((symbol, mean) -> sums.merge(symbol, mean * part.n(), Double::sum));
    }
    sums.replaceAll((symbol, sum) -> sum / n);
    return sums;
  }
}
