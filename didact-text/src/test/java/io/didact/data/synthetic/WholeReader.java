package io.didact.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sums and searches of whole numbers with its own arithmetic. */
final class WholeReader {
  private static final Pattern TERM = Pattern.compile("([0-9]+)([-+*])([0-9]+)");
  private static final Pattern CLOSING = Pattern.compile("(.+)>([0-9]+)( no)?");

  private WholeReader() {}

  /**
   * The value that all parts of an equation such as {@code 47+38=77+8=85} have.
   *
   * @throws AssertionError if they differ
   */
  static int value(String equation) {
    TreeSet<Integer> values = new TreeSet<>();
    for (String part : equation.split("=")) {
      Matcher term = TERM.matcher(part);
      values.add(term.matches() ? value(term) : Integer.parseInt(part));
    }
    if (values.size() != 1) {
      throw new AssertionError(equation + " has the values " + values);
    }
    return values.first();
  }

  private static int value(Matcher term) {
    int left = Integer.parseInt(term.group(1));
    int right = Integer.parseInt(term.group(3));
    return switch (term.group(2)) {
      case "+" -> left + right;
      case "-" -> left - right;
      default -> left * right;
    };
  }

  /**
   * What a search says.
   *
   * @param conclusion the expression that it ends with, empty if it does not end with a hit
   * @param pairs the pairs in their order, with their letters
   * @param misjudged results that are called a hit and are none, or the other way round
   */
  record SearchReading(String conclusion, List<String> pairs, List<String> misjudged) {}

  /**
   * Follows a search.
   *
   * @throws AssertionError if a result is wrong, or a closing is not about the pair before it
   */
  static SearchReading search(String text) {
    List<String> pairs = new ArrayList<>();
    List<String> misjudged = new ArrayList<>();
    String conclusion = "";
    int result = 0;
    for (String item : text.substring(text.indexOf(' ') + 1, text.length() - 1).split(",")) {
      if (!conclusion.isEmpty()) {
        throw new AssertionError("resumes after a hit: " + text);
      }
      Matcher closing = CLOSING.matcher(item);
      if (!closing.matches()) {
        pairs.add(item.substring(0, item.indexOf('=')));
        result = value(item.substring(1));
        continue;
      }
      int value = value(closing.group(1));
      boolean hit = closing.group(3) == null;
      if (hit != (value == Integer.parseInt(closing.group(2)))) {
        misjudged.add(item);
      }
      String[] sides = closing.group(1).split("=", 2)[0].split("(?=[-+])|(?<=[-+])");
      boolean first = Integer.parseInt(sides[0]) == result;
      if (!first && (Integer.parseInt(sides[2]) != result || sides[1].equals("+"))) {
        throw new AssertionError(item + " is not about " + result + " in " + text);
      }
      if (hit) {
        String pair = pairs.get(pairs.size() - 1).substring(1);
        conclusion = first ? pair + sides[1] + sides[2] : sides[0] + "-" + pair.replace('+', '-');
      }
    }
    return new SearchReading(conclusion, pairs, misjudged);
  }
}
