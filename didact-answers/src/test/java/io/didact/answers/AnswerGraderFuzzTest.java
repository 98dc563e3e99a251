package io.didact.answers;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Coverage-guided fuzzing of extraction, parser and comparison: whatever two texts are, each is
 * graded without an exception, an answer is never another than itself, and it does not matter which
 * comes first. That every input ends is the fuzzer's own check.
 *
 * <p>A test run tries the inputs kept beside it; {@code mvn verify -Pfuzz} looks for new ones.
 */
class AnswerGraderFuzzTest {
  private static final AnswerGrader MATH = AnswerGrader.of(AnswerKind.MATH);
  private static final AnswerGrader CHOICE = AnswerGrader.of(AnswerKind.CHOICE);

  /** Two texts, the first up to the first line break. */
  @FuzzTest(maxDuration = "60s")
  void gradesWhateverItReads(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String a = end < 0 ? text : text.substring(0, end);
    String b = text.substring(end + 1);
    Verdict there = MATH.compare(a, b);
    Verdict back = MATH.compare(b, a);
    if (there != back) {
      throw new AssertionError(a + " ¦ " + b + ": " + there + ", but " + back);
    }
    if (MATH.compare(a, a) == Verdict.WRONG) {
      throw new AssertionError(a + " is not itself");
    }
    MATH.grade(text, "1");
    CHOICE.grade(text, "B");
  }
}
