package io.didact.answers;

import io.didact.answers.Formulas.Formula;
import io.didact.answers.read.Readings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parts of a text that can be an answer: formulas and what stands between marks. */
final class Segments {
  /** How long {@link #lastPart} is. */
  static final int LAST_PART = 20_000;

  /** Formulas, from the end, that are looked at. */
  private static final int MOST_FORMULAS = 10;

  private static final String BEFORE = " \t\n\r*\"“”:`";
  private static final String BEHIND = BEFORE + ".,;。_";
  private static final Pattern JOINED = Pattern.compile("\\s*,?\\s*(?:and|or)?\\s*");
  private static final Pattern VARIABLE = Pattern.compile("\\\\?[a-zA-Z]+");

  private static final Set<String> VALUES = Set.of("\\pi", "\\infty", "\\emptyset", "\\varnothing");

  /** A formula or quantity in a command for words: \\text{2k + 1}, \\text{5 cm}. */
  private static final Pattern IN_TEXT =
      Pattern.compile(
          "\\\\(?:text(?:bf|it|rm)?|mbox|mathrm|mathbf)\\s?\\{([^{}\\\\]*\\d[^{}\\\\]*)\\}");

  /** 0.333..., and lists that go on: 2, 3, 5, ... and 2, 3, 5... */
  private static final Pattern GOES_ON =
      Pattern.compile("(?:\\.\\d{2,30}|[,;]\\s{0,3}(?:[^\\s,;.]{1,12}\\s?)?)\\.{3}$");

  private static final int LONGEST_GOING_ON = 34;

  private Segments() {}

  /** A text without dollar signs, marks of formulas, bold, and punctuation around it. */
  static String bare(String written) {
    String bare = trimmed(written);
    int length = bare.length();
    if (length > 1 && bare.startsWith("$") && bare.endsWith("$") && !bare.endsWith("\\$")) {
      bare = trimmed(trimmed(bare, "$"));
    }
    String text = trimmed(withoutMarks(bare));
    Matcher inText = IN_TEXT.matcher(text);
    return inText.matches() ? trimmed(inText.group(1)) : text;
  }

  /** The end of a text, in which formulas, numbers, phrases and letters are looked for. */
  static String lastPart(String text) {
    return text.substring(Math.max(0, text.length() - LAST_PART));
  }

  private static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isMark(text, start, BEFORE)) {
      start += text.charAt(start) == '\\' ? 2 : 1;
    }
    while (end > start && isEndMark(text, start, end)) {
      end -= text.charAt(end - 1) == ')' || text.charAt(end - 1) == ']' ? 2 : 1;
    }
    return text.substring(Math.min(start, end), end);
  }

  private static boolean isMark(String text, int place, String marks) {
    return marks.indexOf(text.charAt(place)) >= 0
        || text.startsWith("\\(", place)
        || text.startsWith("\\[", place);
  }

  /** The point is looked at first: behind a megabyte of points there would be as many searches. */
  private static boolean goesOn(String text, int start, int end) {
    return end - start > 4
        && text.startsWith("...", end - 3)
        && text.charAt(end - 4) != '.'
        && GOES_ON.matcher(text).region(Math.max(start, end - LONGEST_GOING_ON), end).find();
  }

  private static boolean isEndMark(String text, int start, int end) {
    if (goesOn(text, start, end)) {
      return false;
    }
    boolean mark = BEHIND.indexOf(text.charAt(end - 1)) >= 0;
    boolean escaped = mark && end - 2 >= start && text.charAt(end - 2) == '\\';
    boolean close =
        end - 2 >= start && (text.startsWith("\\)", end - 2) || text.startsWith("\\]", end - 2));
    return (mark && !escaped) || close;
  }

  private static String trimmed(String text, String character) {
    int start = 0;
    int end = text.length();
    while (start < end && text.startsWith(character, start)) {
      start++;
    }
    while (end > start && text.startsWith(character, end - 1)) {
      end--;
    }
    return text.substring(start, end);
  }

  /** The marks of formulas are dropped; dollar signs that are money stay. */
  static String withoutMarks(String text) {
    List<Formula> formulas = Formulas.in(text);
    if (formulas.isEmpty()) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    int place = 0;
    for (Formula formula : formulas) {
      result.append(text, place, formula.start()).append(' ').append(formula.content()).append(' ');
      place = formula.end();
    }
    return result.append(text, place, text.length()).toString();
  }

  /**
   * The first formula that is mathematics and more than a variable, unless a word before it says
   * that the answer is another.
   */
  static Optional<String> first(String text, Readings readings) {
    return Formulas.in(text).stream()
        .limit(MOST_FORMULAS)
        .filter(formula -> isValue(formula, readings))
        .findFirst()
        .filter(formula -> !Qualifiers.endsWithOne(text.substring(0, formula.start())))
        .map(formula -> formula.content().strip());
  }

  private static boolean isValue(Formula formula, Readings readings) {
    String content = formula.content().strip();
    return !isVariable(content) && readings.isMathematics(content);
  }

  private static boolean isVariable(String content) {
    return VARIABLE.matcher(content).matches() && !VALUES.contains(content);
  }

  /** The last formula that is mathematics, or the last number if that comes later. */
  static Optional<String> lastExpression(String response, Readings readings) {
    String text = lastPart(response);
    Optional<Numbers.Span> number = Numbers.last(text);
    if (number.isPresent() && Qualifiers.endsWithOne(text.substring(0, number.get().start()))) {
      return Optional.empty();
    }
    List<Formula> formulas = Formulas.in(text);
    String name = "";
    for (int i = formulas.size() - 1; i >= Math.max(0, formulas.size() - MOST_FORMULAS); i--) {
      Formula formula = formulas.get(i);
      String content = formula.content().strip();
      if (isVariable(content)) {
        name = name.isEmpty() ? content : name;
      } else if (readings.isMathematics(content)) {
        return number.filter(span -> span.start() >= formula.end()).isPresent()
            ? number.flatMap(span -> Sentences.valueAround(text, span, readings))
            : Optional.of(longest(text, formulas, i, readings));
      }
    }
    return number.isPresent()
        ? number.flatMap(span -> Sentences.valueAround(text, span, readings))
        : Optional.of(name).filter(found -> !found.isEmpty());
  }

  /**
   * The last formula with those before it that are joined to it by a comma or word, and with what
   * follows in the sentence, as far as all of it together is an answer: a list, a unit.
   */
  private static String longest(String text, List<Formula> formulas, int last, Readings readings) {
    Formula formula = formulas.get(last);
    int first = last;
    while (first > 0
        && JOINED
            .matcher(text.substring(formulas.get(first - 1).end(), formulas.get(first).start()))
            .matches()) {
      first--;
    }
    String list = bare(text.substring(formulas.get(first).start(), formula.end()));
    if (first < last && readings.isMathematics(list)) {
      return list;
    }
    String sentence = bare(Sentences.first(text.substring(formula.start())));
    return readings.isMathematics(sentence) ? sentence : formula.content().strip();
  }
}
