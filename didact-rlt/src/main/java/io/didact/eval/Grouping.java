package io.didact.eval;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** By what problems are put together. */
public enum Grouping {
  /** What they are about. */
  SUBJECT(SampleOutcome::subject),
  /** How hard they are. */
  LEVEL(SampleOutcome::level);

  private static final int MOST_DIGITS = 9;

  private final Function<SampleOutcome, Optional<String>> label;

  Grouping(Function<SampleOutcome, Optional<String>> label) {
    this.label = label;
  }

  /** As it stands in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A problem's label: that of its first sample. */
  public Optional<String> of(ProblemSamples problem) {
    return label.apply(problem.samples().get(0));
  }

  /** Whole numbers by value and before other labels, these by letters. */
  Comparator<String> order() {
    return Comparator.comparingLong(Grouping::number).thenComparing(Comparator.naturalOrder());
  }

  private static long number(String label) {
    boolean digits =
        !label.isEmpty()
            && label.length() <= MOST_DIGITS
            && label.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Long.parseLong(label) : Long.MAX_VALUE;
  }
}
