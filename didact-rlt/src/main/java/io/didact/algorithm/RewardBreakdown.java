package io.didact.algorithm;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A reward as the sum of its named terms: the total is by definition what adding up the terms in
 * their order gives.
 *
 * @param terms in the order in which they are added
 */
public record RewardBreakdown(List<RewardTerm> terms) {
  static final String PENALTY = "penalty";

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

  /** r_SS (paper eq. 3); 0 in a reward that has no such term. */
  public double rSs() {
    return part(RewardPart.SOLUTION);
  }

  /** r_KL (paper eq. 4), without λ and its sign; 0 in a reward that has no such term. */
  public double rKl() {
    return part(RewardPart.THINK);
  }

  /** What a missing closing tag or an empty thought added: 0 or negative. */
  public double penalty() {
    return sum(terms.stream().filter(term -> term.name().equals(PENALTY)).toList());
  }

  /**
   * The reward as a text tree, one term a line: what it adds, its name, and how it came about with
   * the token (counted from 0 in its span) where a min or max fell.
   */
  public String explain() {
    StringBuilder text = new StringBuilder();
    text.append(line(0, total(), "reward", "sum of:"));
    for (RewardPart part : RewardPart.values()) {
      List<RewardTerm.Reduced> own = of(part).toList();
      if (!own.isEmpty()) {
        text.append(
            line(
                1,
                sum(own),
                part.symbol(),
                String.format(
                    Locale.ROOT,
                    "%.6f over %d %s tokens, sum of:",
                    part(part),
                    own.get(0).tokens(),
                    part.span())));
        own.forEach(term -> text.append(line(2, term.value(), term.name(), term.explain())));
      }
    }
    for (RewardTerm term : terms) {
      if (term instanceof RewardTerm.Fixed) {
        text.append(line(1, term.value(), term.name(), term.explain()));
      }
    }
    return text.toString();
  }

  private double part(RewardPart part) {
    double sum = 0;
    for (RewardTerm.Reduced term : of(part).toList()) {
      sum += term.partValue();
    }
    return sum;
  }

  private Stream<RewardTerm.Reduced> of(RewardPart part) {
    return terms.stream()
        .filter(RewardTerm.Reduced.class::isInstance)
        .map(RewardTerm.Reduced.class::cast)
        .filter(term -> term.part() == part);
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
