package io.didact.eval;

import java.util.Arrays;
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
   * so the interval is had by resampling problems.
   *
   * @param right [problems][answers] whether each answer is right
   */
  public static Accuracy of(List<boolean[]> right, ClusterBootstrap bootstrap) {
    int correct = 0;
    int n = 0;
    double[][] scores = new double[right.size()][];
    for (int i = 0; i < right.size(); i++) {
      boolean[] answers = right.get(i);
      if (answers.length != right.get(0).length) {
        throw new IllegalArgumentException(
            "problem %d has %d answers, the first has %d"
                .formatted(i, answers.length, right.get(0).length));
      }
      scores[i] = new double[answers.length];
      for (int k = 0; k < answers.length; k++) {
        scores[i][k] = answers[k] ? 1 : 0;
      }
      correct += (int) Arrays.stream(scores[i]).sum();
      n += answers.length;
    }
    return new Accuracy(correct, n, bootstrap.meanInterval(Arrays.asList(scores)));
  }

  /** correct / n. */
  public double value() {
    return (double) correct / n;
  }
}
