package io.didact.eval.answer;

import io.didact.eval.answer.math.Equivalence;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formulas between dollar signs or the like in a text. */
final class Segments {
  private static final Pattern FORMULA =
      Pattern.compile(
          "\\$\\$([^$]{1,2000})\\$\\$"
              + "|(?<!\\\\)\\$((?:[^$\\\\]|\\\\.){1,2000}+)\\$"
              + "|\\\\\\[(.{1,2000}?)\\\\\\]"
              + "|\\\\\\((.{1,2000}?)\\\\\\)",
          Pattern.DOTALL);

  /** The part of a text that is searched for the last formula. */
  private static final int LAST_PART = 20_000;

  private static final Pattern AROUND =
      Pattern.compile("^(?:[\\s*\"“”:]|\\\\[()\\[\\]])+|(?:[\\s*\"“”.,;:。!]|\\\\[()\\[\\]])+$");
  private static final Pattern VARIABLE = Pattern.compile("\\\\?[a-zA-Z]+");

  private Segments() {}

  /** A text without dollar signs, marks of formulas, bold, and punctuation around it. */
  static String bare(String text) {
    String bare = text.strip();
    if (bare.length() > LAST_PART) {
      return bare;
    }
    for (int i = 0; i < 3; i++) {
      bare = AROUND.matcher(bare).replaceAll("");
      int length = bare.length();
      if (length > 1 && bare.startsWith("$") && bare.endsWith("$") && !bare.endsWith("\\$")) {
        bare = bare.replaceAll("^\\$+|\\$+$", "");
      }
      if (bare.length() == length) {
        break;
      }
    }
    return withoutDollars(bare).strip();
  }

  /** Dollar signs around formulas are dropped; those that are money stay. */
  static String withoutDollars(String text) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    Matcher formula = FORMULA.matcher(text);
    StringBuilder result = new StringBuilder();
    while (formula.find()) {
      String content = content(formula);
      formula.appendReplacement(result, Matcher.quoteReplacement(" " + content + " "));
    }
    return formula.appendTail(result).toString();
  }

  private static String content(Matcher formula) {
    for (int group = 1; group <= formula.groupCount(); group++) {
      String content = formula.group(group);
      if (content != null) {
        return content;
      }
    }
    return "";
  }

  /** The first formula. */
  static Optional<String> first(String text) {
    Matcher formula = FORMULA.matcher(text);
    while (formula.find()) {
      String content = content(formula).strip();
      if (Equivalence.isMathematics(content) && !VARIABLE.matcher(content).matches()) {
        return Optional.of(content);
      }
    }
    return Optional.empty();
  }

  /** The last formula that is mathematics, or the last number if that comes later. */
  static Optional<String> lastExpression(String response) {
    String text = response.substring(Math.max(0, response.length() - LAST_PART));
    Optional<Numbers.Span> number = Numbers.last(text);
    Matcher formula = FORMULA.matcher(text);
    String last = "";
    int end = -1;
    String name = "";
    while (formula.find()) {
      String content = content(formula).strip();
      if (VARIABLE.matcher(content).matches()) {
        name = content;
      } else if (Equivalence.isMathematics(content)) {
        String tail = Sentences.first(text.substring(formula.start()));
        last = longest(content, bare(tail));
        end = formula.end();
      }
    }
    int after = end;
    boolean numberLater = number.filter(span -> span.start() >= after).isPresent();
    if (numberLater) {
      return number.map(span -> span.of(text));
    }
    return Optional.of(last.isEmpty() ? name : last).filter(found -> !found.isEmpty());
  }

  /** A formula with what follows it in the sentence, if both together are an answer: a unit. */
  private static String longest(String formula, String sentence) {
    return Equivalence.isMathematics(sentence) ? sentence : formula;
  }
}
