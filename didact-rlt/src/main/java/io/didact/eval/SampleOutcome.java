package io.didact.eval;

import io.didact.answers.Verdict;
import io.didact.engine.Finish;
import java.util.Optional;

/**
 * What metrics need to know of one sample, without its texts, so that tens of thousands fit into
 * memory.
 *
 * @param problem id of the problem
 * @param sample which of the problem's samples, from 0
 * @param expected the right answer; only the first {@value #LONGEST} characters
 * @param answer what was extracted, without space around it; only the first {@value #LONGEST}
 *     characters
 * @param verdict what was made of it
 * @param tokens number of tokens written
 * @param finish why it ended
 * @param subject of the problem
 * @param level how hard the problem is
 */
public record SampleOutcome(
    String problem,
    int sample,
    String expected,
    Optional<String> answer,
    Verdict verdict,
    int tokens,
    Finish finish,
    Optional<String> subject,
    Optional<String> level) {
  private static final int LONGEST = 1000;

  static SampleOutcome of(SampleRow row) {
    return new SampleOutcome(
        row.problem(),
        row.sample(),
        shortened(row.expected()),
        Optional.of(shortened(row.grade().extracted())).filter(text -> !text.isEmpty()),
        row.grade().verdict(),
        row.tokens(),
        row.finish(),
        row.subject(),
        row.level());
  }

  /** The same sample with its answer spelled in another way. */
  SampleOutcome answering(String other) {
    return new SampleOutcome(
        problem, sample, expected, Optional.of(other), verdict, tokens, finish, subject, level);
  }

  /** The same sample under another number. */
  SampleOutcome at(int number) {
    return new SampleOutcome(
        problem, number, expected, answer, verdict, tokens, finish, subject, level);
  }

  private static String shortened(String text) {
    String bare = text.strip();
    return bare.length() <= LONGEST ? bare : bare.substring(0, LONGEST);
  }

  /** Whether it is graded right. */
  public boolean correct() {
    return verdict == Verdict.CORRECT;
  }

  /** Whether the limit of tokens ended it. */
  public boolean truncated() {
    return finish == Finish.LENGTH;
  }
}
