package io.didact.algorithm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A reward as the sum of its named terms: the total is by definition what adding up the terms in
 * their order gives.
 *
 * @param terms in the order in which they are added
 */
public record RewardBreakdown(List<RewardTerm> terms) {
  public RewardBreakdown {
    terms = List.copyOf(terms);
    if (!Double.isFinite(sum(terms))) {
      throw new IllegalArgumentException("the reward overflows: its terms are " + terms);
    }
  }

  /** r: the sum of all terms' values. */
  public double total() {
    return sum(terms);
  }

  /**
   * The scores that the reward was made of, by their symbols, in the order of their terms: each
   * part before its weight ({@code r_KL} without −λ), and each fixed term, such as {@code penalty}.
   */
  public Map<String, Double> scores() {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (RewardTerm term : terms) {
      scores.merge(term.score(), term.partValue(), Double::sum);
    }
    return scores;
  }

  /** One of {@link #scores}; 0 in a reward that has none of this symbol. */
  public double score(String symbol) {
    return scores().getOrDefault(symbol, 0.0);
  }

  /**
   * The means of all scores of some rewards, by their symbols; empty for no rewards. A reward that
   * lacks a score counts as 0 in its mean.
   */
  public static Map<String, Double> meanScores(List<RewardBreakdown> rewards) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (RewardBreakdown reward : rewards) {
      reward.scores().forEach((symbol, value) -> sums.merge(symbol, value, Double::sum));
    }
    sums.replaceAll((symbol, sum) -> sum / rewards.size());
    return sums;
  }

  /**
   * The reward as a text tree, one term a line: what it adds, its name, and how it came about with
   * the token (counted from 0 in its span) where a min or max fell.
   */
  public String explain() {
    StringBuilder text = new StringBuilder();
    text.append(line(0, total(), "reward", "sum of:"));
    for (RewardPart part : parts()) {
      List<RewardTerm.Reduced> own = of(part).toList();
      text.append(
          line(
              1,
              sum(own),
              part.symbol(),
              String.format(
                  Locale.ROOT,
                  "%.6f over %d %s tokens, sum of:",
                  score(part.symbol()),
                  own.get(0).tokens(),
                  part.span())));
      own.forEach(term -> text.append(line(2, term.value(), term.name(), term.explain())));
    }
    for (RewardTerm term : terms) {
      if (term instanceof RewardTerm.Fixed) {
        text.append(line(1, term.value(), term.name(), term.explain()));
      }
    }
    return text.toString();
  }

  private List<RewardPart> parts() {
    return reduced().map(RewardTerm.Reduced::part).distinct().toList();
  }

  private Stream<RewardTerm.Reduced> of(RewardPart part) {
    return reduced().filter(term -> term.part().equals(part));
  }

  private Stream<RewardTerm.Reduced> reduced() {
    return terms.stream()
        .filter(RewardTerm.Reduced.class::isInstance)
        .map(RewardTerm.Reduced.class::cast);
  }

  private static double sum(List<? extends RewardTerm> terms) {
    double sum = 0;
    for (RewardTerm term : terms) { // in order; a stream's sum compensates and may differ
      sum += term.value();
    }
    return sum;
  }

  private static String line(int depth, double value, String name, String how) {
    return String.format(Locale.ROOT, "%s%.6f  %s: %s\n", "  ".repeat(depth), value, name, how);
  }
}
