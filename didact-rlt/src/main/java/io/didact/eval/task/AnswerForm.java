package io.didact.eval.task;

import io.didact.answers.AnswerJudge;
import io.didact.answers.AnswerKind;
import io.didact.answers.ExtractionRule;
import io.didact.answers.Judgement;
import io.didact.answers.Verdict;
import io.didact.eval.AnswerEquality;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer is, which decides how it is found in a response and compared. */
public enum AnswerForm {
  /** Mathematics as models write it. */
  MATH(AnswerKind.MATH),
  /** A whole number. */
  INTEGER(AnswerKind.INTEGER),
  /** The letter of a choice. */
  CHOICE(AnswerKind.CHOICE),
  /** The expected text, letter by letter. */
  EXACT(AnswerKind.EXACT),
  /** An expression that solves a countdown; what is expected is the puzzle. */
  COUNTDOWN(null);

  private final @Nullable AnswerKind kind;

  AnswerForm(@Nullable AnswerKind kind) {
    this.kind = kind;
  }

  /** Where its answers are looked for, in order, where nobody says otherwise. */
  List<ExtractionRule> extraction() {
    return kind == null ? List.of() : kind.rules();
  }

  /** Whether other rules can be asked for. */
  boolean hasExtraction() {
    return kind != null;
  }

  /**
   * Whether two extracted answers are the same; expressions that solve a countdown where they are
   * spelled alike.
   */
  AnswerEquality equality() {
    if (kind == null) {
      return AnswerEquality.SPELLING;
    }
    AnswerJudge judge = AnswerJudge.of(kind);
    return (answer, other) -> judge.compare(answer, other) == Verdict.CORRECT;
  }

  /**
   * @param extraction rules in order
   * @param choices how many the task has, 0 where it has none or nobody says
   * @throws IllegalArgumentException if the expected answer is none of this form
   */
  Judgement judge(String response, String expected, List<ExtractionRule> extraction, int choices) {
    if (kind == null) {
      return CountdownJudge.judge(response, expected);
    }
    AnswerJudge judge =
        choices == 0 ? AnswerJudge.of(kind, extraction) : AnswerJudge.of(kind, extraction, choices);
    return judge.judge(response, expected);
  }
}
