package io.didact.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sorts the answers to one problem into classes that say the same. An answer belongs to the first
 * class whose first answer it equals; without such a class it begins one. So every class is named
 * by the answer that came first, and the classes depend on the samples' order alone.
 *
 * <p>Equality of answers need not be transitive: 28 % is 28 and is 0.28. Comparing with the first
 * answer only keeps 28 and 0.28 apart.
 */
final class Ballot {
  /** An answer is compared with so many classes, the first ones; this bounds the work. */
  private static final int MOST_CLASSES = 32;

  private final AnswerEquality equality;
  private final List<String> firsts = new ArrayList<>();
  private final Map<String, String> classes = new HashMap<>();

  private Ballot(AnswerEquality equality) {
    this.equality = equality;
  }

  /** The same samples; every answer that is not right is spelled as the first of its class. */
  static ProblemSamples cast(ProblemSamples problem, AnswerEquality equality) {
    Ballot ballot = new Ballot(equality);
    return new ProblemSamples(problem.samples().stream().map(ballot::cast).toList());
  }

  private SampleOutcome cast(SampleOutcome sample) {
    if (sample.correct() || sample.answer().isEmpty()) {
      return sample;
    }
    String first = classes.computeIfAbsent(sample.answer().get(), this::first);
    return sample.answering(first);
  }

  private String first(String answer) {
    Optional<String> same =
        firsts.stream().limit(MOST_CLASSES).filter(f -> equality.same(f, answer)).findFirst();
    if (same.isEmpty()) {
      firsts.add(answer);
    }
    return same.orElse(answer);
  }
}
