package io.didact.answers;

/**
 * What a grader says of a response.
 *
 * @param verdict whether its answer is right
 * @param extracted the answer that was found in the response; empty if there is none
 * @param reason why, in a few words: how the answer was found and compared
 */
public record Grade(Verdict verdict, String extracted, String reason) {
  /** Whether the answer is certainly right. */
  public boolean isCorrect() {
    return verdict == Verdict.CORRECT;
  }
}
