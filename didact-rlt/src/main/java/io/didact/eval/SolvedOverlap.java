package io.didact.eval;

import java.util.function.Predicate;

/**
 * Which of the same problems two runs solve.
 *
 * @param both problems that both solve
 * @param onlyFirst that only the first solves
 * @param onlySecond that only the second solves
 * @param neither that none solves
 */
public record SolvedOverlap(int both, int onlyFirst, int onlySecond, int neither) {
  public SolvedOverlap {
    if (both < 0 || onlyFirst < 0 || onlySecond < 0 || neither < 0) {
      throw new IllegalArgumentException(
          "counts " + both + ", " + onlyFirst + ", " + onlySecond + ", " + neither);
    }
  }

  /**
   * Of two runs.
   *
   * @param second has the problems of the first, in the same order
   * @param solved when a problem counts as solved
   */
  static SolvedOverlap of(SampleSet first, SampleSet second, Predicate<ProblemSamples> solved) {
    int[] counts = new int[4];
    for (int i = 0; i < first.problems().size(); i++) {
      int place = solved.test(first.problems().get(i)) ? 0 : 2;
      counts[place + (solved.test(second.problems().get(i)) ? 0 : 1)]++;
    }
    return new SolvedOverlap(counts[0], counts[1], counts[2], counts[3]);
  }

  /** Problems that the first solves. */
  public int first() {
    return both + onlyFirst;
  }

  /** Problems that the second solves. */
  public int second() {
    return both + onlySecond;
  }

  /** Of the problems that the first solves the share that the second solves too; NaN of none. */
  public double ofFirst() {
    return (double) both / first();
  }

  /** Of the problems that the second solves the share that the first solves too; NaN of none. */
  public double ofSecond() {
    return (double) both / second();
  }

  /** Of the problems that any of them solves the share that both do (Jaccard); NaN of none. */
  public double ofUnion() {
    return (double) both / (both + onlyFirst + onlySecond);
  }

  /** Whether the two solve equally many, but for chance. */
  public McNemarTest test() {
    return new McNemarTest(onlyFirst, onlySecond);
  }
}
