package io.didact.answers;

import io.didact.answers.read.Readings;
import java.util.List;
import java.util.Optional;

/** Finds the answer in the expected answer of a data set: bare as a rule, or a whole solution. */
final class GoldAnswers {
  private static final List<ExtractionRule> RULES =
      List.of(ExtractionRule.BOXED, ExtractionRule.HASHES, ExtractionRule.BARE);

  /** Where a text of several sentences is searched. */
  private static final List<ExtractionRule> RULES_OF_SOLUTIONS =
      List.of(ExtractionRule.ANSWER_PHRASE, ExtractionRule.FINAL_EXPRESSION);

  private static final int LONGEST_ANSWER = 100;

  private GoldAnswers() {}

  static Optional<String> find(AnswerKind kind, String gold, int choices, Readings readings) {
    String unclosed = Boxes.unclosed(gold);
    List<ExtractionRule> rules = gold.equals(unclosed) ? RULES : List.of(ExtractionRule.BOXED);
    Optional<Extraction> found = new AnswerExtractor(kind, rules, choices).extract(gold, readings);
    if (found.isEmpty()) {
      found =
          new AnswerExtractor(kind, List.of(ExtractionRule.WHOLE), choices)
              .extract(unclosed, readings);
      if (found.isEmpty() || unclosed.length() > LONGEST_ANSWER || unclosed.contains("nswer is")) {
        Optional<Extraction> inside =
            new AnswerExtractor(kind, RULES_OF_SOLUTIONS, choices).extract(gold, readings);
        found = inside.isPresent() ? inside : found;
      }
    }
    return found.map(Extraction::answer);
  }
}
