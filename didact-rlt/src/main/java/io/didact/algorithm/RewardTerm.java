package io.didact.algorithm;

import java.util.Locale;

/** One named summand of a reward. The values of all terms add up to the reward. */
public sealed interface RewardTerm {
  /** A short name, unique within most rewards: {@code r_SS mean}, {@code penalty}. */
  String name();

  /** What the term adds to the reward: finite, never NaN. */
  double value();

  /** The symbol of the score that it belongs to: that of its part, or its own name. */
  String score();

  /** What it adds to that score. */
  double partValue();

  /** How the value came about, on one line. */
  String explain();

  /**
   * A reduction over the tokens of a span: {@code weight · coefficient · reduced}.
   *
   * @param part the score that it belongs to
   * @param weight of the part in the reward: 1 for r_SS, −λ for r_KL
   * @param by the reduction and its coefficient within the part
   * @param result the reduced value, and the token where a min or max fell
   * @param tokens length of the span
   */
  record Reduced(
      RewardPart part, double weight, WeightedReduction by, Reduction.Result result, int tokens)
      implements RewardTerm {
    public Reduced {
      requireFinite(
          part.symbol() + " " + by.reduction().label(), weight * by.coefficient() * result.value());
    }

    @Override
    public String name() {
      return part.symbol() + " " + by.reduction().label();
    }

    @Override
    public double value() {
      return weight * partValue() + 0.0; // + 0.0 turns −0.0 into 0.0
    }

    @Override
    public String score() {
      return part.symbol();
    }

    /** Before the part's weight. */
    @Override
    public double partValue() {
      return by.coefficient() * result.value();
    }

    @Override
    public String explain() {
      String factors = weight == 1 ? "" : "%s × ".formatted(plain(weight));
      String where =
          result.token().isPresent()
              ? " at %s token %d".formatted(part.span(), result.token().getAsInt())
              : "";
      return "%s%s × %s (%s%s)"
          .formatted(
              factors,
              plain(by.coefficient()),
              by.reduction().label(),
              String.format(Locale.ROOT, "%.6f", result.value()),
              where);
    }

    private static String plain(double number) {
      return number == Math.rint(number) && Math.abs(number) < 1e9
          ? Long.toString((long) number)
          : Double.toString(number);
    }
  }

  /**
   * A value that does not come from tokens, such as the penalty for a missing closing tag.
   *
   * @param name of the term
   * @param value what it adds
   * @param reason why it has this value
   */
  record Fixed(String name, double value, String reason) implements RewardTerm {
    public Fixed {
      requireFinite(name, value);
    }

    @Override
    public String score() {
      return name;
    }

    @Override
    public double partValue() {
      return value;
    }

    @Override
    public String explain() {
      return reason;
    }
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("the reward's term " + name + " is " + value);
    }
  }
}
