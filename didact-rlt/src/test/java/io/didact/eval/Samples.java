package io.didact.eval;

import io.didact.answers.Verdict;
import io.didact.engine.Finish;
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

  /** One problem and the answers to it; "R" is right. */
  static SampleSet answers(String... answers) {
    return SampleSet.of(
        IntStream.range(0, answers.length).mapToObj(i -> outcome("p", i, answers[i], 10)));
  }

  static SampleOutcome outcome(String problem, int sample, char what, int tokens) {
    return outcome(problem, sample, String.valueOf(what), tokens);
  }

  private static SampleOutcome outcome(String problem, int sample, String what, int tokens) {
    boolean none = what.equals("-");
    return new SampleOutcome(
        problem,
        sample,
        "R",
        none ? Optional.empty() : Optional.of(what),
        what.equals("R") ? Verdict.CORRECT : what.equals("?") ? Verdict.UNDECIDED : Verdict.WRONG,
        tokens,
        none ? Finish.LENGTH : Finish.STOP,
        Optional.empty(),
        Optional.empty());
  }
}
