package io.didact.eval;

import java.util.List;

/**
 * The share of right answers.
 *
 * @param correct right answers
 * @param n answers
 * @param interval 95 % interval of the share
 */
public record Accuracy(int correct, int n, Interval interval) {
  public Accuracy {
    if (n < 1 || correct < 0 || correct > n) {
      throw new IllegalArgumentException(correct + " correct of " + n + " answers");
    }
  }

  /** One answer per problem: Wilson's interval. */
  public static Accuracy of(int correct, int n) {
    return new Accuracy(correct, n, WilsonInterval.of(correct, n));
  }

  /**
   * Avg@n, several answers per problem, the same number for each. Answers to one problem are alike,
   * so it is problems that are resampled; see {@link Estimate#of} for when nothing needs to be.
   *
   * @param right [problems][answers] whether each answer is right
   */
  public static Accuracy of(List<boolean[]> right, ClusterBootstrap bootstrap) {
    int correct = 0;
    int n = 0;
    double[] shares = new double[right.size()];
    for (int i = 0; i < right.size(); i++) {
      boolean[] answers = right.get(i);
      if (answers.length != right.get(0).length) {
        throw new IllegalArgumentException(
            "problem %d has %d answers, the first has %d"
                .formatted(i, answers.length, right.get(0).length));
      }
      int ofProblem = 0;
      for (boolean each : answers) {
        ofProblem += each ? 1 : 0;
      }
      shares[i] = (double) ofProblem / answers.length;
      correct += ofProblem;
      n += answers.length;
    }
    return new Accuracy(correct, n, Estimate.ofShares(shares, bootstrap));
  }

  /** correct / n. */
  public double value() {
    return (double) correct / n;
  }
}
