package io.didact.algorithm;

/** The two scores of the RLT reward (paper eq. 3–4) and the span each is taken over. */
public enum RewardPart {
  /** r_SS: how well the student, having read the explanation, predicts the solution. */
  SOLUTION("r_SS", "solution"),
  /** r_KL: how far the explanation's tokens are from what the student would write itself. */
  THINK("r_KL", "think");

  private final String symbol;
  private final String span;

  RewardPart(String symbol, String span) {
    this.symbol = symbol;
    this.span = span;
  }

  /** {@code r_SS} or {@code r_KL}. */
  public String symbol() {
    return symbol;
  }

  /** The span's name: {@code solution} or {@code think}. */
  public String span() {
    return span;
  }
}
