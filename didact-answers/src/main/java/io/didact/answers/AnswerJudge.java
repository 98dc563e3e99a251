package io.didact.answers;

import io.didact.answers.compare.Comparison;
import io.didact.answers.read.Readings;
import java.util.List;
import java.util.Optional;

/**
 * Judges answers. Immutable and thread-safe; the work for one judgement is bounded by counted
 * steps, so that no response takes long.
 */
public final class AnswerJudge {
  private final AnswerExtractor extractor;

  private AnswerJudge(AnswerExtractor extractor) {
    this.extractor = extractor;
  }

  /** A judge that looks for answers where the kind says. */
  public static AnswerJudge of(AnswerKind kind) {
    return of(kind, kind.rules());
  }

  /**
   * A judge that looks for answers by other rules.
   *
   * @param rules in the order in which they are tried, at least one
   */
  public static AnswerJudge of(AnswerKind kind, List<ExtractionRule> rules) {
    return new AnswerJudge(new AnswerExtractor(kind, rules));
  }

  /**
   * A judge of answers to a task whose choices are counted.
   *
   * @param choices how many there are
   */
  public static AnswerJudge of(AnswerKind kind, List<ExtractionRule> rules, int choices) {
    return new AnswerJudge(new AnswerExtractor(kind, rules, choices));
  }

  /**
   * Judges a response.
   *
   * @param response of a model, or a bare answer; any text
   * @param gold the expected answer: bare, in a box, between dollar signs, or a solution that ends
   *     with it
   * @throws ExpectedAnswerException when the expected answer is none of this judge's kind
   */
  public Judgement judge(String response, String gold) {
    return LastResort.judgement(() -> judged(response, gold));
  }

  private Judgement judged(String response, String gold) {
    Readings readings = new Readings();
    String expected = extractor.kind().gold(gold, readings);
    if (response.isBlank()) {
      return new Judgement(Verdict.WRONG, "", "the response is empty");
    }
    Optional<Extraction> found = extractor.extract(response, readings);
    if (found.isEmpty()) {
      return new Judgement(Verdict.WRONG, "", "no answer was found");
    }
    Extraction extraction = found.get();
    Judgement compared =
        LastResort.judgement(() -> compared(extraction.answer(), expected, readings));
    String reason = extraction.rule().how() + "; " + compared.reason();
    return new Judgement(compared.verdict(), extraction.answer(), reason);
  }

  private Judgement compared(String answer, String other, Readings readings) {
    Comparison comparison = extractor.kind().compare(answer, other, readings);
    Verdict verdict =
        switch (comparison.sameness()) {
          case SAME -> Verdict.CORRECT;
          case DIFFERENT -> Verdict.WRONG;
          case UNDECIDED -> Verdict.UNDECIDED;
        };
    return new Judgement(verdict, answer, comparison.reason());
  }

  /** The answer in a response, if it has one. */
  public Optional<Extraction> extract(String response) {
    return extractor.extract(response);
  }

  /** Whether two extracted answers are the same; symmetric. */
  public Verdict compare(String answer, String other) {
    return LastResort.judgement(() -> compared(answer, other, new Readings())).verdict();
  }
}
