package io.didact.answers;

import io.didact.answers.read.Readings;
import java.util.List;
import java.util.Optional;

/**
 * Finds the answer in a response: rules are tried in order, the first that finds an answer of the
 * kind decides. Stateless. Only the last {@value #LAST_PART} characters of a response are read, so
 * that one without end takes no longer.
 *
 * <p>What a model thought before {@code </think>} or another mark of that kind is not searched,
 * unless nothing follows the mark. Nor is what follows a {@code \boxed{} that is never closed: the
 * response was cut off there, and half an answer is none.
 *
 * @param kind of answer
 * @param rules in the order in which they are tried, at least one
 * @param choices how many there are, where the answer is the letter of one: other letters are none
 */
public record AnswerExtractor(AnswerKind kind, List<ExtractionRule> rules, int choices) {
  /** Twice what 32,000 tokens of English come to. */
  static final int LAST_PART = 200_000;

  private static final List<String> ENDS_OF_THINKING =
      List.of("</think>", "</thinking>", "</reasoning>", "<|end_of_thought|>");

  public AnswerExtractor {
    rules = List.copyOf(rules);
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("rules must name at least one rule, were empty");
    }
  }

  /** One for answers of which nobody says how many choices there are. */
  public AnswerExtractor(AnswerKind kind, List<ExtractionRule> rules) {
    this(kind, rules, ChoiceLetters.MOST);
  }

  /** The answer, if the response has one. */
  public Optional<Extraction> extract(String response) {
    return extract(response, new Readings());
  }

  /** The same in a grading that goes on with what is read. */
  Optional<Extraction> extract(String response, Readings readings) {
    String read = response.substring(Math.max(0, response.length() - LAST_PART));
    String spoken = Boxes.withoutUnclosed(withoutThinking(read)).strip();
    if (spoken.isEmpty()) {
      return Optional.empty();
    }
    for (ExtractionRule rule : rules) {
      Optional<String> answer =
          rule.find(spoken, kind, readings).flatMap(kind::read).filter(this::isChoice);
      if (answer.isPresent()) {
        return answer.map(text -> new Extraction(text, rule));
      }
    }
    return Optional.empty();
  }

  private boolean isChoice(String answer) {
    return kind != AnswerKind.CHOICE || answer.charAt(0) - 'A' < choices;
  }

  private static String withoutThinking(String response) {
    int start = 0;
    for (String mark : ENDS_OF_THINKING) {
      int place = response.lastIndexOf(mark);
      if (place >= 0) {
        start = Math.max(start, place + mark.length());
      }
    }
    String spoken = response.substring(start);
    return spoken.isBlank() ? response.substring(0, start) : spoken;
  }
}
