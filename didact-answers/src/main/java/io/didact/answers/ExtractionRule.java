package io.didact.answers;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A way to find the answer in a response. What a rule finds depends on the response only, never on
 * the expected answer.
 */
public enum ExtractionRule {
  /** What the last {@code <answer>…</answer>} holds; where that is a sentence, the answer in it. */
  ANSWER_TAG("in an answer tag", ExtractionRule::inTag),

  /**
   * What follows the last "the final answer is" behind the last box, if it is mathematics: a model
   * that boxes a step and then states its answer means the statement.
   */
  FINAL_STATEMENT("after \"final answer\", behind the last box", ExtractionRule::finalStatement),

  /**
   * What the last balanced {@code \boxed{…}} or {@code \fbox{…}} holds; boxes of one list, as in
   * {@code \boxed{2} and \boxed{3}}, together.
   */
  BOXED("in a box", (response, search) -> Boxes.last(response)),

  /**
   * What follows the last {@code ####} on its line, as in GSM8K. Words with more text behind them
   * are a heading.
   */
  HASHES("after ####", ExtractionRule::behindHashes),

  /** What follows the last "answer is", "Answer:" or the like, in several languages. */
  ANSWER_PHRASE("after \"answer\"", ExtractionRule::behindPhrase),

  /**
   * All of the response, if it is nothing but mathematics, whether it can be read or not, and does
   * not announce an answer.
   */
  BARE(
      "it is all of the response",
      (response, search) ->
          formula(Segments.bare(response), search)
              .filter(text -> AnswerPhrases.last(response).isEmpty())),

  /** The last formula between dollar signs or the like, or the last number if it comes later. */
  FINAL_EXPRESSION(
      "the last formula or number",
      (response, search) -> Segments.lastExpression(response, search.readings())),

  /** The last number. */
  FINAL_NUMBER(
      "the last number",
      (response, search) -> Numbers.last(response).map(span -> span.of(response))),

  /** All of the response, if it is short. */
  WHOLE("it is all of the response", ExtractionRule::whole),

  /**
   * A letter in the place of an answer: "option C", "it must be C", "C is correct", alone on the
   * last line, or at the very start. Never a letter somewhere in the text, such as the article "a".
   */
  CHOICE_LETTER(
      "a letter in the place of an answer",
      (response, search) -> search.letters().inPlace(response)),

  /**
   * The last capital that stands alone, wherever it is. Unsafe: it takes "It is not B" for B, so no
   * kind of answer uses it by itself; published evaluations do.
   */
  LAST_LETTER(
      "the last letter anywhere", (response, search) -> search.letters().anywhere(response));

  /** Finds an answer in a response without its thinking. */
  private interface Finder {
    Optional<String> find(String response, Search search);
  }

  private static final int LONGEST_WHOLE = 300;

  private final String how;
  private final Finder finder;

  ExtractionRule(String how, Finder finder) {
    this.how = how;
    this.finder = finder;
  }

  /**
   * What the rule finds.
   *
   * @param response without its thinking
   * @param search what is looked for
   */
  Optional<String> find(String response, Search search) {
    return finder.find(response, search);
  }

  /** How an answer was found, in words. */
  public String how() {
    return how;
  }

  private static Optional<String> inTag(String response, Search search) {
    int end = response.lastIndexOf("</answer>");
    int start = end < 0 ? -1 : response.lastIndexOf("<answer>", end);
    if (start < 0) {
      return Optional.empty();
    }
    String held = response.substring(start + "<answer>".length(), end);
    return Stream.of(BOXED, BARE, ANSWER_PHRASE, FINAL_EXPRESSION)
        .filter(search.kind().rules()::contains)
        .flatMap(rule -> rule.find(held, search).stream())
        .findFirst()
        .or(() -> Optional.of(Segments.bare(held)));
  }

  private static Optional<String> finalStatement(String response, Search search) {
    return Boxes.fromLast(response)
        .flatMap(AnswerPhrases::lastFinal)
        .map(text -> search.kind().stated(text, search.readings()))
        .filter(search.readings()::isMathematics);
  }

  private static Optional<String> behindHashes(String response, Search search) {
    int start = response.lastIndexOf("####");
    if (start < 0) {
      return Optional.empty();
    }
    int end = response.indexOf('\n', start);
    String line = Segments.bare(response.substring(start + 4, end < 0 ? response.length() : end));
    boolean heading = end >= 0 && !response.substring(end).isBlank();
    return heading ? formula(line, search) : Optional.of(line);
  }

  private static Optional<String> behindPhrase(String response, Search search) {
    return (search.kind() == AnswerKind.CHOICE
            ? AnswerPhrases.lastChoice(response, search.letters().patterns())
            : AnswerPhrases.last(response))
        .map(text -> search.kind().stated(text, search.readings()));
  }

  private static Optional<String> whole(String response, Search search) {
    return response.length() > LONGEST_WHOLE
        ? Optional.empty()
        : Optional.of(Segments.bare(response));
  }

  private static Optional<String> formula(String text, Search search) {
    return Optional.of(text).filter(bare -> Sentences.isAnswer(bare, search.readings()));
  }
}
