package io.didact.algorithm;

/**
 * Advantages A_i of the G completions of one question, relative to the group (paper eq. 2). Where
 * all rewards are equal, and so also for G = 1, every advantage is exactly 0: such a group gives no
 * gradient from the reward.
 */
public enum GroupAdvantage {
  /** (r_i − mean) / (std + 1e-4), std with G − 1 in the denominator. */
  WITH_STD {
    @Override
    double scale(double[] centred) {
      double squares = 0;
      for (double c : centred) {
        squares += c * c;
      }
      return 1 / (Math.sqrt(squares / (centred.length - 1)) + EPSILON);
    }
  },
  /** r_i − mean: does not blow up groups of nearly equal rewards. */
  WITHOUT_STD {
    @Override
    double scale(double[] centred) {
      return 1;
    }
  };

  /** Added to the standard deviation. */
  public static final double EPSILON = 1e-4;

  /**
   * The advantages of one group.
   *
   * @param rewards [G ≥ 1] finite rewards of one question's completions
   * @return [G], in the same order
   * @throws IllegalArgumentException if a reward is not finite or there is none
   */
  public double[] of(double[] rewards) {
    requireFinite(rewards);
    double[] advantages = new double[rewards.length];
    if (allEqual(rewards)) {
      return advantages; // the mean of equal numbers may round to another number
    }
    double mean = Reduction.MEAN.of(rewards).value();
    for (int i = 0; i < rewards.length; i++) {
      advantages[i] = rewards[i] - mean;
    }
    double scale = scale(advantages);
    for (int i = 0; i < rewards.length; i++) {
      advantages[i] *= scale;
    }
    return advantages;
  }

  /** Whether the group gives no gradient from the reward. */
  public static boolean allEqual(double[] rewards) {
    for (double reward : rewards) {
      if (reward != rewards[0]) {
        return false;
      }
    }
    return true;
  }

  abstract double scale(double[] centred);

  private static void requireFinite(double[] rewards) {
    if (rewards.length == 0) {
      throw new IllegalArgumentException("a group without rewards has no advantages");
    }
    for (int i = 0; i < rewards.length; i++) {
      if (!Double.isFinite(rewards[i])) {
        throw new IllegalArgumentException("the reward of completion " + i + " is " + rewards[i]);
      }
    }
  }
}
