package io.didact.eval;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Two evaluations, paired by problem.
 *
 * @param first samples of the common problems
 * @param second samples of the same problems in the same order
 * @param onlyInFirst problems of the first that the second does not have; left out
 * @param onlyInSecond the other way round
 * @param otherExpected common problems with another expected answer in the second: another order of
 *     choices, or other problems with the same ids
 * @param differences every metric that both have, accuracy first
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
    /** 0 is outside the interval, but the sign-flip test does not reject at 5 %. */
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
        Metric.all(n).stream()
            .map(metric -> Difference.of(metric, left, right, bootstrap))
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

  /**
   * Problems of which more than half of the samples are right. Both runs are graded by as many
   * samples, the first m of each problem, because it takes other luck to be right in one of one
   * than in three of four.
   */
  public SolvedOverlap solvedMostly() {
    return overlap(ProblemSamples::solvedMostly);
  }

  /** Problems of which any of the first m samples is right. */
  public SolvedOverlap solvedOnce() {
    return overlap(ProblemSamples::solvedOnce);
  }

  private SolvedOverlap overlap(Predicate<ProblemSamples> solved) {
    int m = samplesOfBoth();
    return SolvedOverlap.of(first.firstSamples(m), second.firstSamples(m), solved);
  }

  /** m, the smaller number of samples a problem. */
  public int samplesOfBoth() {
    return Math.min(first.samplesPerProblem(), second.samplesPerProblem());
  }

  /** Whether both have as many samples a problem. */
  public boolean sameNumberOfSamples() {
    return first.samplesPerProblem() == second.samplesPerProblem();
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
