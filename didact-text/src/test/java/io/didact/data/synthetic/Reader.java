package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads explanations with its own arithmetic, so that the writers are not their own grades. */
final class Reader {
  private static final Pattern EQUATION = Pattern.compile("([0-9](?:[-+*][0-9])+)=([0-9])");

  private Reader() {}

  /** The last digit of an expression such as {@code 9+4*7}, from left to right. */
  static int value(String expression) {
    int value = expression.charAt(0) - '0';
    for (int at = 1; at < expression.length(); at += 2) {
      int operand = expression.charAt(at + 1) - '0';
      value =
          switch (expression.charAt(at)) {
            case '+' -> (value + operand) % 10;
            case '-' -> (value + 10 - operand) % 10;
            case '*' -> value * operand % 10;
            default -> throw new AssertionError(expression);
          };
    }
    return value;
  }

  /** All equations {@code …=d} of a text, letters and tries left aside: which of them are wrong. */
  static List<String> wrongEquations(String text) {
    List<String> wrong = new ArrayList<>();
    Matcher equation = EQUATION.matcher(text.replaceAll("(?<=[0-9])[a-z](?=[-+*])", ""));
    while (equation.find()) {
      if (value(equation.group(1)) != equation.group(2).charAt(0) - '0') {
        wrong.add(equation.group());
      }
    }
    return wrong;
  }

  /** What a chain's steps say. */
  record ChainReading(String conclusion, int wrongSteps) {}

  /**
   * Follows the steps of a chain: every step must start from the result before it and take the
   * operations of the question in their order.
   */
  static ChainReading chainSteps(Chain chain, String text) {
    String body = text.substring(text.indexOf(' ') + 1, text.length() - 1);
    String value = chain.question().substring(0, 1);
    StringBuilder taken = new StringBuilder(value);
    int wrong = 0;
    for (String step : body.split(",")) {
      String left = step.substring(0, step.indexOf('='));
      if (left.charAt(1) != value.charAt(0)) {
        throw new AssertionError(step + " does not start from " + value + " in " + text);
      }
      taken.append(left.charAt(0)).append(left.substring(2));
      value = step.substring(step.indexOf('=') + 1);
      wrong += wrongEquations(step).size();
    }
    if (!taken.toString().equals(chain.question())) {
      throw new AssertionError(text + " is about " + taken + ", not " + chain.question());
    }
    return new ChainReading(value, wrong);
  }

  /**
   * What a search says.
   *
   * @param wrong the results in it that are not what they should be, and hits and misses misjudged
   */
  record SearchReading(String conclusion, List<String> wrong) {}

  private static final Pattern TRY =
      Pattern.compile(
          "[a-l](([0-9])[-+*]([0-9]))=([0-9]),([0-9])>([0-9]) ([+][0-9]([-][0-9]([*][0-9])?)?)( no)?[,.]");

  /** Follows a countdown search, try by try. */
  static SearchReading search(String text) {
    Matcher attempt = TRY.matcher(text);
    List<String> wrong = new ArrayList<>();
    String conclusion = "";
    int end = text.indexOf(' ') + 1;
    while (attempt.find()) {
      if (attempt.start() != end || !conclusion.isEmpty()) {
        throw new AssertionError("not a search: " + text);
      }
      end = attempt.end();
      String result = attempt.group(4);
      String rest = attempt.group(5);
      String target = attempt.group(6);
      String listed = attempt.group(7);
      if (value(attempt.group(1)) != result.charAt(0) - '0') {
        wrong.add(attempt.group(1) + "=" + result);
      }
      boolean hit = false;
      for (int at = 0; at < listed.length(); at += 2) {
        String equation = result + listed.charAt(at) + rest;
        if (value(equation) != listed.charAt(at + 1) - '0') {
          wrong.add(equation + "=" + listed.charAt(at + 1));
        }
        hit = listed.charAt(at + 1) == target.charAt(0);
        if (hit) {
          conclusion = attempt.group(1) + listed.charAt(at) + rest;
          if (at + 2 < listed.length()) {
            wrong.add("resumes after a hit: " + attempt.group());
          }
        }
      }
      if (hit == (attempt.group(10) != null)) {
        wrong.add("misjudged: " + attempt.group());
      }
    }
    if (end != text.length()) {
      throw new AssertionError("not a search: " + text);
    }
    return new SearchReading(conclusion, wrong);
  }
}
