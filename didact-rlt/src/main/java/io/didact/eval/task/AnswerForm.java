package io.didact.eval.task;

import io.didact.answers.AnswerGrader;
import io.didact.answers.AnswerKind;
import io.didact.answers.ExtractionRule;
import io.didact.answers.Grade;
import io.didact.answers.Verdict;
import io.didact.data.synthetic.Countdown;
import io.didact.eval.AnswerEquality;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
  EXACT(AnswerKind.EXACT) {
    /** All of it, whatever stands in it. */
    @Override
    public Grade grade(String answer, String expected) {
      boolean same = answer.strip().equals(expected.strip());
      return new Grade(
          same ? Verdict.CORRECT : Verdict.WRONG,
          answer.strip(),
          same ? "the same text" : "different texts");
    }
  },
  /** An expression that solves a countdown; what is expected is the puzzle. */
  COUNTDOWN(null) {
    @Override
    public Grade grade(String answer, String expected) {
      return CountdownGrader.grade(answer, expected);
    }
  },
  /**
   * An expression, and nothing but it, that solves a countdown of digits modulo 10; what is
   * expected is another one that does.
   */
  DIGIT_COUNTDOWN(null) {
    @Override
    public Grade grade(String answer, String expected) {
      Countdown countdown = Countdown.solvedBy(expected.strip());
      boolean right = countdown.correct(answer);
      return new Grade(
          right ? Verdict.CORRECT : Verdict.WRONG,
          answer.strip(),
          (right ? "it solves " : "it does not solve ") + countdown.question() + " modulo 10");
    }
  };

  private final @Nullable AnswerKind kind;

  AnswerForm(@Nullable AnswerKind kind) {
    this.kind = kind;
  }

  /** As it is written in configurations. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
    AnswerGrader grader = AnswerGrader.of(kind);
    return (answer, other) -> grader.compare(answer, other) == Verdict.CORRECT;
  }

  /**
   * Grades what stands where an answer belongs, as between the solution tags.
   *
   * @param answer any text
   * @throws IllegalArgumentException if the expected answer is none of this form
   */
  public Grade grade(String answer, String expected) {
    return grade(answer, expected, extraction(), 0);
  }

  /**
   * Grades a response.
   *
   * @param extraction rules in order
   * @param choices how many the task has, 0 where it has none or nobody says
   * @throws IllegalArgumentException if the expected answer is none of this form
   */
  Grade grade(String response, String expected, List<ExtractionRule> extraction, int choices) {
    if (kind == null) {
      return grade(response, expected);
    }
    AnswerGrader grader =
        choices == 0
            ? AnswerGrader.of(kind, extraction)
            : AnswerGrader.of(kind, extraction, choices);
    return grader.grade(response, expected);
  }

  /** As {@link #unread(String, int)}, of a problem without choices. */
  public Optional<String> unread(String expected) {
    return unread(expected, 0);
  }

  /**
   * An expected answer that cannot be read, and why not: only what is written alike is then right.
   *
   * @param choices how many the problem has, 0 where it has none
   * @throws IllegalArgumentException if it is none of this form
   */
  Optional<String> unread(String expected, int choices) {
    if (kind == null) {
      grade("0", expected); // says what is wrong with it
      return Optional.empty();
    }
    AnswerGrader grader =
        choices == 0 ? AnswerGrader.of(kind) : AnswerGrader.of(kind, extraction(), choices);
    return grader.unread(expected).map(why -> "%.80s (%s)".formatted(expected, why));
  }
}
