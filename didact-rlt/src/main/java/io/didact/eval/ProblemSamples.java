package io.didact.eval;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All samples of one problem: what is drawn as a whole when metrics are resampled.
 *
 * @param samples n ≥ 1, of one problem, no sample twice
 */
public record ProblemSamples(List<SampleOutcome> samples) {
  public ProblemSamples {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("a problem without samples");
    }
    Set<Integer> numbers = new HashSet<>();
    for (SampleOutcome sample : samples) {
      if (!sample.problem().equals(samples.get(0).problem())) {
        throw new IllegalArgumentException(
            "samples of two problems: " + samples.get(0).problem() + " and " + sample.problem());
      }
      if (!numbers.add(sample.sample())) {
        throw new IllegalArgumentException(
            "problem " + sample.problem() + " has sample " + sample.sample() + " twice");
      }
    }
  }

  /** Its id. */
  public String problem() {
    return samples.get(0).problem();
  }

  /** n. */
  public int size() {
    return samples.size();
  }

  /** c, how many are right. */
  public int correct() {
    return count(SampleOutcome::correct);
  }

  /** How many samples are such. */
  public int count(Predicate<SampleOutcome> such) {
    return (int) samples.stream().filter(such).count();
  }

  /** Which part of the samples is such, in [0, 1]. */
  public double share(Predicate<SampleOutcome> such) {
    return (double) count(such) / size();
  }

  /** Whether more than half of the samples are right; of a single one: whether it is. */
  public boolean solvedMostly() {
    return 2 * correct() > size();
  }

  /** Whether any sample is right. */
  public boolean solvedOnce() {
    return correct() > 0;
  }
}
