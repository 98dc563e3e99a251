package io.didact.eval;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Two evaluations, paired by problem.
 *
 * @param first samples of the common problems
 * @param second samples of the same problems in the same order
 * @param onlyInFirst problems of the first that the second does not have; left out
 * @param onlyInSecond the other way round
 * @param otherExpected common problems with another expected answer in the second: another order of
 *     choices, or other problems with the same ids
 * @param differences every figure that both have, accuracy first
 */
public record Comparison(
    SampleSet first,
    SampleSet second,
    int onlyInFirst,
    int onlyInSecond,
    int otherExpected,
    List<Difference> differences) {
  private static final double LEVEL = 0.05;

  /** What a comparison says about the accuracy. */
  public enum Finding {
    /** 0 is in the interval of the difference. */
    INSIDE_THE_NOISE,
    /** 0 is outside the interval, but the exact test does not reject at 5 %. */
    AT_ITS_EDGE,
    /** Both speak for a difference. */
    BEYOND_THE_NOISE
  }

  public Comparison {
    differences = List.copyOf(differences);
  }

  /**
   * Compares on the problems that both have.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Comparison of(SampleSet first, SampleSet second, ClusterBootstrap bootstrap) {
    Map<String, ProblemSamples> inFirst = first.byId();
    Map<String, ProblemSamples> inSecond = second.byId();
    Set<String> common = new HashSet<>(inFirst.keySet());
    common.retainAll(inSecond.keySet());
    if (common.isEmpty()) {
      throw new IllegalArgumentException(
          "no problem is in both runs (the first has %s, the second %s)"
              .formatted(first.problems().get(0).problem(), second.problems().get(0).problem()));
    }
    SampleSet left = first.only(common);
    SampleSet right =
        new SampleSet(
            left.problems().stream()
                .map(problem -> Objects.requireNonNull(inSecond.get(problem.problem())))
                .toList());
    int n = Math.min(first.samplesPerProblem(), second.samplesPerProblem());
    return new Comparison(
        left,
        right,
        inFirst.size() - common.size(),
        inSecond.size() - common.size(),
        otherExpected(left, right),
        Figure.all(n).stream()
            .map(figure -> Difference.of(figure, left, right, bootstrap))
            .toList());
  }

  private static int otherExpected(SampleSet first, SampleSet second) {
    int other = 0;
    for (int i = 0; i < first.problems().size(); i++) {
      String before = first.problems().get(i).samples().get(0).expected();
      other += before.equals(second.problems().get(i).samples().get(0).expected()) ? 0 : 1;
    }
    return other;
  }

  /** How many problems both have. */
  public int problems() {
    return first.problems().size();
  }

  /** Of the accuracy, avg@n. */
  public Difference accuracy() {
    return differences.get(0);
  }

  /** Problems of which more than half of the samples are right. */
  public SolvedOverlap solvedMostly() {
    return SolvedOverlap.of(first, second, ProblemSamples::solvedMostly);
  }

  /** Problems of which any sample is right. */
  public SolvedOverlap solvedOnce() {
    return SolvedOverlap.of(first, second, ProblemSamples::solvedOnce);
  }

  /** Whether any of the two has more than one sample a problem. */
  public boolean severalSamples() {
    return Math.max(first.samplesPerProblem(), second.samplesPerProblem()) > 1;
  }

  /** Of the accuracies, with all samples; {@link #solvedMostly} gives McNemar's of the problems. */
  public SignFlipTest test() {
    return SignFlipTest.of(first, second);
  }

  /** What to make of the accuracies. */
  public Finding finding() {
    if (accuracy().mayBeChance()) {
      return Finding.INSIDE_THE_NOISE;
    }
    return test().pValue() <= LEVEL ? Finding.BEYOND_THE_NOISE : Finding.AT_ITS_EDGE;
  }
}
