package io.didact.report;

import java.util.Optional;

/**
 * One sample of an evaluation, to be looked at.
 *
 * @param problem id of the problem
 * @param sample which of its samples, from 0
 * @param verdict what was made of it
 * @param truncated whether the limit of tokens ended it
 * @param tokens written
 * @param prompt what the model read
 * @param response what it wrote
 * @param extracted the answer found in it
 * @param expected the right answer
 * @param reason why it was graded so; may be empty
 * @param subject of the problem
 * @param level how hard the problem is
 */
public record BrowsedSample(
    String problem,
    int sample,
    Verdict verdict,
    boolean truncated,
    int tokens,
    String prompt,
    String response,
    Optional<String> extracted,
    String expected,
    String reason,
    Optional<String> subject,
    Optional<String> level) {

  /** In the order of the numbers that stand for them in the page. */
  public enum Verdict {
    RIGHT,
    WRONG,
    UNDECIDED
  }
}
