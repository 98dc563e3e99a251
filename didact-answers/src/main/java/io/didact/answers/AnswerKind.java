package io.didact.answers;

import static io.didact.answers.ExtractionRule.ANSWER_PHRASE;
import static io.didact.answers.ExtractionRule.ANSWER_TAG;
import static io.didact.answers.ExtractionRule.BARE;
import static io.didact.answers.ExtractionRule.BOXED;
import static io.didact.answers.ExtractionRule.CHOICE_LETTER;
import static io.didact.answers.ExtractionRule.FINAL_EXPRESSION;
import static io.didact.answers.ExtractionRule.FINAL_STATEMENT;
import static io.didact.answers.ExtractionRule.HASHES;
import static io.didact.answers.ExtractionRule.WHOLE;

import io.didact.answers.compare.Comparison;
import io.didact.answers.compare.Equivalence;
import io.didact.answers.read.Readings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What kind of answer a task asks for: where it is looked for and how it is compared. */
public enum AnswerKind {
  /** Anything mathematical, compared by what it means. */
  MATH(
      List.of(
          ANSWER_TAG,
          FINAL_STATEMENT,
          BOXED,
          HASHES,
          BARE,
          ANSWER_PHRASE,
          FINAL_EXPRESSION,
          WHOLE)),

  /** The letter of a choice, A to J, or up to Z where a task has more than ten. */
  CHOICE(List.of(ANSWER_TAG, BOXED, ANSWER_PHRASE, CHOICE_LETTER)) {
    @Override
    Optional<String> read(String candidate, ChoiceLetters letters) {
      return letters.leading(candidate);
    }

    @Override
    String stated(String text, Readings readings) {
      return text;
    }

    @Override
    Comparison compare(String answer, String gold, Readings readings) {
      boolean same = answer.equals(gold);
      return !same && answer.contains(gold)
          ? Comparison.undecided("the answer names several letters")
          : Comparison.of(same, "the same letter", answer + " is not " + gold);
    }
  },

  /** An integer, as AIME and GSM8K ask for; leading zeros, separators and units do not matter. */
  INTEGER(
      List.of(ANSWER_TAG, FINAL_STATEMENT, BOXED, HASHES, BARE, ANSWER_PHRASE, FINAL_EXPRESSION)) {
    /** Of "m + n = 204" what is on the right: an equation is no integer. */
    @Override
    Optional<String> read(String candidate, ChoiceLetters letters) {
      return super.read(candidate.substring(candidate.lastIndexOf('=') + 1).strip(), letters);
    }

    @Override
    String gold(String gold, int choices, Readings readings) {
      String found = super.gold(gold, choices, readings);
      if (!found.replaceAll("[,\\s{}$\\\\!]", "").matches("[-+−]?\\d+")) {
        throw new ExpectedAnswerException("the expected answer must be an integer, was " + found);
      }
      return found;
    }
  },

  /** Any text, compared letter by letter but for space around it. */
  EXACT(List.of(ANSWER_TAG, BOXED, WHOLE)) {
    @Override
    Comparison compare(String answer, String gold, Readings readings) {
      boolean same = answer.strip().equals(gold.strip());
      return Comparison.of(same, "the same text", "different texts");
    }

    @Override
    String gold(String gold, int choices, Readings readings) {
      return gold.strip();
    }
  };

  private final List<ExtractionRule> rules;

  AnswerKind(List<ExtractionRule> rules) {
    this.rules = rules;
  }

  /** Where answers of this kind are looked for unless something else is asked for, in order. */
  public List<ExtractionRule> rules() {
    return rules;
  }

  /** What is said in the text behind "the answer is". */
  String stated(String text, Readings readings) {
    return Sentences.answer(text, readings);
  }

  /** The answer of this kind in what a rule found, if there is one. */
  Optional<String> read(String candidate, ChoiceLetters letters) {
    return Optional.of(candidate).filter(text -> !text.isBlank());
  }

  /** Whether two answers of this kind are the same. */
  Comparison compare(String answer, String gold, Readings readings) {
    return Equivalence.compare(answer, gold, readings);
  }

  /**
   * The expected answer, which may stand in a box, between dollar signs or in a whole solution.
   *
   * @throws ExpectedAnswerException when it is not of this kind
   */
  String gold(String gold, int choices, Readings readings) {
    return GoldAnswers.find(this, gold, choices, readings)
        .orElseThrow(
            () ->
                new ExpectedAnswerException(
                    "the expected answer is no "
                        + name().toLowerCase(Locale.ROOT)
                        + " answer: "
                        + (gold.length() > 80 ? gold.substring(0, 80) + "…" : gold)));
  }
}
