package io.didact.eval;

import io.didact.engine.Finish;
import io.didact.eval.answer.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sample sets in short: one text a problem, one character a sample. {@code R} is right, a small
 * letter is that wrong answer, {@code ?} undecided, {@code -} without an answer and cut by the
 * limit.
 */
final class Samples {
  private Samples() {}

  /** Problems p0, p1, …; sample i has 10 (i + 1) tokens. */
  static SampleSet set(String... problems) {
    List<ProblemSamples> all = new ArrayList<>();
    for (int i = 0; i < problems.length; i++) {
      all.add(problem("p" + i, problems[i]));
    }
    return new SampleSet(all);
  }

  static ProblemSamples problem(String id, String samples) {
    return new ProblemSamples(
        IntStream.range(0, samples.length())
            .mapToObj(i -> outcome(id, i, samples.charAt(i), 10 * (i + 1)))
            .toList());
  }

  static SampleOutcome outcome(String problem, int sample, char what, int tokens) {
    return new SampleOutcome(
        problem,
        sample,
        "R",
        what == '-' ? Optional.empty() : Optional.of(String.valueOf(what)),
        what == 'R' ? Verdict.CORRECT : what == '?' ? Verdict.UNDECIDED : Verdict.WRONG,
        tokens,
        what == '-' ? Finish.LENGTH : Finish.STOP,
        Optional.empty(),
        Optional.empty());
  }
}
