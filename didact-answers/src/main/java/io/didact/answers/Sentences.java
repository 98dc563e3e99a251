package io.didact.answers;

import io.didact.answers.read.Readings;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the answer in a sentence that tells it. */
final class Sentences {
  private static final Pattern END =
      Pattern.compile("(?:(?<!\\.\\.)\\.|(?<!\\\\)[!?])(?=\\s|$|\\*)|[。！？]|\\n");
  private static final Pattern CLAUSE =
      Pattern.compile(", |; |，|\\b(?:because|since|which|where|when|if|so|as|for|with|by)\\b| \\(");
  private static final Pattern SAYS =
      Pattern.compile(
          "\\b(?:is|are|equals?|be|(?<!equal )to|est|es|ist|è|é)\\b|=|是|为|は|है|:",
          Pattern.CASE_INSENSITIVE);

  /** "negative 3" */
  private static final Pattern NEGATIVE =
      Pattern.compile("^(?:negative|minus) (?=[$\\d.\\\\])", Pattern.CASE_INSENSITIVE);

  /** Behind it a value may begin: a word that says one, or space before a sign or letter. */
  private static final Pattern VALUE_BEGINS =
      Pattern.compile(
          SAYS.pattern() + "|(?<=\\s)(?=[a-zA-Z]\\w? ?[=<>≤≥≠])|(?<=\\s)(?=\\S*$)",
          Pattern.CASE_INSENSITIVE);

  /** How far before a number it is looked for. */
  private static final int FARTHEST = 80;

  private static final int LONGEST = 2_000;

  private Sentences() {}

  /** The first sentence of a text; breaks within formulas do not end it. */
  static String first(String text) {
    String start = text.stripLeading();
    String head = start.substring(0, Math.min(start.length(), LONGEST));
    int environment = head.startsWith("\\[") ? head.indexOf("\\]") : 0;
    if (head.startsWith("$$")) {
      environment = head.indexOf("$$", 2);
    }
    Matcher end = END.matcher(head);
    int from = Math.max(0, environment);
    while (end.find(from)) {
      if (isBalanced(head.substring(0, end.start()))) {
        return head.substring(0, end.start());
      }
      from = end.end();
      if (from >= head.length()) {
        break;
      }
    }
    return head;
  }

  /** Whether a text does not end within a formula. */
  private static boolean isBalanced(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      }
    }
    return depth <= 0;
  }

  /** The answer in the text that follows "the answer is". */
  static String answer(String text, Readings readings) {
    String said = first(text.replaceFirst("^[\\s*:：\"“_]+", ""));
    String sentence = NEGATIVE.matcher(said).replaceFirst("-");
    String bare = Segments.bare(sentence);
    if (isAnswer(bare, readings)) {
      return bare;
    }
    String clause = clause(sentence);
    String bareClause = Segments.bare(clause);
    if (isAnswer(bareClause, readings)) {
      return bareClause;
    }
    return said(clause, readings)
        .or(() -> said(sentence, readings))
        .or(() -> Segments.first(sentence, readings))
        .or(() -> Numbers.first(sentence))
        .orElse(bareClause);
  }

  /** A formula that cannot be read is an answer as a whole: a number out of it would be another. */
  static boolean isAnswer(String text, Readings readings) {
    return readings.isMathematics(text) || Looks.isFormula(text);
  }

  private static String clause(String sentence) {
    Matcher matcher = CLAUSE.matcher(withoutFormulas(sentence));
    return matcher.find() ? sentence.substring(0, matcher.start()) : sentence;
  }

  /** The text with its formulas overwritten, so that words are not looked for in them. */
  private static String withoutFormulas(String text) {
    StringBuilder masked = new StringBuilder(text);
    for (Formulas.Formula formula : Formulas.in(text)) {
      for (int i = formula.start(); i < formula.end(); i++) {
        masked.setCharAt(i, '#');
      }
    }
    return masked.toString();
  }

  /**
   * The value of which a number is a part: the number, if no more belongs to it; else all of what
   * the sentence says, if that is mathematics; else none, for a part of it would be another.
   */
  static Optional<String> valueAround(String text, Numbers.Span number, Readings readings) {
    boolean part = number.isPart(text);
    if (!part && !number.isListed(text)) {
      return Optional.of(number.of(text));
    }
    String before = text.substring(Math.max(0, number.start() - FARTHEST), number.start());
    String written = text.substring(number.start(), number.end()).strip();
    Matcher begin = VALUE_BEGINS.matcher(before);
    for (int from = 0; begin.find(from); from = begin.start() + 1) {
      String rest = text.substring(number.start() - before.length() + begin.end());
      String value = Segments.bare(first(rest));
      boolean more = value.length() > written.length() && value.contains(written);
      if (more && readings.isMathematics(value)) {
        return Optional.of(value);
      }
      if (begin.start() + 1 >= before.length()) {
        break;
      }
    }
    return part ? Optional.empty() : Optional.of(number.of(text));
  }

  /** What comes after the last word that says a value. */
  private static Optional<String> said(String sentence, Readings readings) {
    int end =
        SAYS.matcher(withoutFormulas(sentence))
            .results()
            .mapToInt(MatchResult::end)
            .max()
            .orElse(-1);
    if (end < 0) {
      return Optional.empty();
    }
    String rest = sentence.substring(end);
    String bare = Segments.bare(rest);
    if (readings.isMathematics(bare)) {
      return Optional.of(bare);
    }
    return Segments.first(rest, readings).or(() -> Numbers.first(rest));
  }
}
