package io.didact.answers;

import io.didact.answers.compare.Comparison;
import io.didact.answers.read.Readings;
import java.util.List;
import java.util.Optional;

/**
 * Grades answers. Immutable and thread-safe; the work for one grade is bounded by counted steps, so
 * that no response takes long.
 */
public final class AnswerGrader {
  private final AnswerExtractor extractor;

  private AnswerGrader(AnswerExtractor extractor) {
    this.extractor = extractor;
  }

  /** A grader that looks for answers where the kind says. */
  public static AnswerGrader of(AnswerKind kind) {
    return of(kind, kind.rules());
  }

  /**
   * A grader that looks for answers by other rules.
   *
   * @param rules in the order in which they are tried, at least one
   */
  public static AnswerGrader of(AnswerKind kind, List<ExtractionRule> rules) {
    return new AnswerGrader(new AnswerExtractor(kind, rules));
  }

  /**
   * A grader of answers to a task whose choices are counted.
   *
   * @param choices how many there are
   */
  public static AnswerGrader of(AnswerKind kind, List<ExtractionRule> rules, int choices) {
    return new AnswerGrader(new AnswerExtractor(kind, rules, choices));
  }

  /**
   * Grades a response.
   *
   * @param response of a model, or a bare answer; any text
   * @param gold the expected answer: bare, in a box, between dollar signs, or a solution that ends
   *     with it
   * @throws ExpectedAnswerException when the expected answer is none of this grader's kind
   */
  public Grade grade(String response, String gold) {
    return LastResort.grade(() -> graded(response, gold));
  }

  private Grade graded(String response, String gold) {
    Readings readings = new Readings();
    String expected = extractor.kind().gold(gold, extractor.choices(), readings);
    if (response.isBlank()) {
      return new Grade(Verdict.WRONG, "", "the response is empty");
    }
    Optional<Extraction> found = extractor.extract(response, readings);
    if (found.isEmpty()) {
      return new Grade(Verdict.WRONG, "", "no answer was found");
    }
    Extraction extraction = found.get();
    Grade compared = LastResort.grade(() -> compared(extraction.answer(), expected, readings));
    String reason = extraction.rule().how() + "; " + compared.reason();
    return new Grade(compared.verdict(), extraction.answer(), reason);
  }

  private Grade compared(String answer, String other, Readings readings) {
    Comparison comparison = extractor.kind().compare(answer, other, readings);
    Verdict verdict =
        switch (comparison.sameness()) {
          case SAME -> Verdict.CORRECT;
          case DIFFERENT -> Verdict.WRONG;
          case UNDECIDED -> Verdict.UNDECIDED;
        };
    return new Grade(verdict, answer, comparison.reason());
  }

  /**
   * Why an expected answer cannot be read, so that only an answer that is written alike is right;
   * nothing where it can, or where it need not: words, letters of choices, texts.
   *
   * @throws ExpectedAnswerException when it is none of this grader's kind
   */
  public Optional<String> unread(String gold) {
    Readings readings = new Readings();
    String expected = extractor.kind().gold(gold, extractor.choices(), readings);
    return extractor.kind() == AnswerKind.MATH
        ? readings.usual(expected).unread()
        : Optional.empty();
  }

  /** The answer in a response, if it has one. */
  public Optional<Extraction> extract(String response) {
    return extractor.extract(response);
  }

  /** Whether two extracted answers are the same; symmetric. */
  public Verdict compare(String answer, String other) {
    return LastResort.grade(() -> compared(answer, other, new Readings())).verdict();
  }
}
