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
    List<String> parts = Spoken.parts(read);
    Optional<Extraction> found = Optional.empty();
    for (int i = 0; i < parts.size() && found.isEmpty(); i++) {
      found = find(parts.get(i), i == parts.size() - 1, readings);
    }
    return found;
  }

  /**
   * The answer in a part.
   *
   * @param last whether there is no other part, so that it may be all of the answer
   */
  private Optional<Extraction> find(String part, boolean last, Readings readings) {
    String written = kind == AnswerKind.EXACT ? part : Spoken.plain(part);
    String spoken = Boxes.withoutUnclosed(written).strip();
    ChoiceLetters letters = new ChoiceLetters(choices);
    Search search = new Search(kind, letters, readings);
    for (ExtractionRule rule : spoken.isEmpty() ? List.<ExtractionRule>of() : rules) {
      Optional<String> answer =
          rule == ExtractionRule.WHOLE && !last
              ? Optional.empty()
              : rule.find(spoken, search).flatMap(text -> kind.read(text, letters));
      if (answer.isPresent()) {
        return answer.map(text -> new Extraction(text, rule));
      }
    }
    return kind == AnswerKind.CHOICE
        ? letters.hedged(spoken).map(text -> new Extraction(text, ExtractionRule.CHOICE_LETTER))
        : Optional.empty();
  }
}
