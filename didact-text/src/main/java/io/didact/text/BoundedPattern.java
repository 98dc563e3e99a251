package io.didact.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of a {@code tokenizer.json} that is known to come to an end soon. The
 * library's engine (Oniguruma) tries one way after another, and ends the process after ten million.
 *
 * <p>Two things make many ways: a repetition whose end must be sought again when what follows it
 * fails, and a choice. Of the first kind a branch may have one, so that the ways are in proportion
 * to the text, of the second a few. Groups that may be written in different ways are not repeated.
 * All published patterns are so.
 */
final class BoundedPattern {
  private static final int MOST_CHARACTERS = 4_000;
  private static final int MOST_DEPTH = 8;
  private static final int MOST_REPEATS = 1_000;
  private static final int MOST_CHOICES = 128;
  private static final int MOST_BRANCHES_SOUGHT = 24;

  /** From this range on a counted repetition is like one without end. */
  private static final int MANY = 8;

  private static final Pattern QUANTIFIER =
      Pattern.compile("([?*+])[?+]?|\\{(\\d{1,6})\\}|\\{(\\d{0,6}),(\\d{0,6})\\}");
  private static final Pattern GROUP = Pattern.compile("\\?(?:[im]*:|>|<?[=!])|(?!\\?)");
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:[pP]\\{\\^?\\w+\\}|x\\{\\p{XDigit}{1,6}\\}|x\\p{XDigit}{2}|u\\p{XDigit}{4}|[sSdDwWhHnrtfvae]|[^\\p{Alnum}])");
  private static final Pattern POSITION = Pattern.compile("\\\\[bBAzZ]|[$^]");

  /**
   * What one element of a branch can do.
   *
   * @param shortest characters at least
   * @param looks whether it only looks at what stands there
   * @param mayFail whether what comes before it may have to be tried again
   * @param endless whether it repeats without end, or as good as
   * @param choices ways to match it, that many at most
   * @param again whether a repetition with several ways is repeated itself
   * @param branches what a group has; empty for anything else
   */
  private record Element(
      int shortest,
      boolean looks,
      boolean mayFail,
      boolean endless,
      int choices,
      boolean again,
      List<List<Element>> branches) {
    static Element one(boolean looks) {
      return new Element(looks ? 0 : 1, looks, true, false, 1, false, List.of());
    }

    /** Whether it can be matched in one way only. */
    boolean isFixed() {
      return !endless
          && choices == 1
          && branches.size() <= 1
          && branches.stream().flatMap(List::stream).allMatch(Element::isFixed);
    }
  }

  /**
   * @param sought repetitions whose end is sought one within the other
   * @param ways over all choices
   * @param branches that have a repetition whose end is sought
   */
  private record Cost(int sought, long ways, int branches) {}

  private final String pattern;
  private final JsonPlace place;
  private int at;

  private BoundedPattern(String pattern, JsonPlace place) {
    this.pattern = pattern;
    this.place = place;
  }

  /**
   * @return characters that a match has at least
   * @throws IOException if the expression may take long, or has what is not known
   */
  static int shortestMatch(JsonPlace place) throws IOException {
    String pattern = place.text(MOST_CHARACTERS);
    BoundedPattern reader = new BoundedPattern(pattern, place);
    List<List<Element>> branches = reader.branches(0);
    if (reader.at < pattern.length()) {
      throw reader.unknown();
    }
    Cost cost = reader.cost(branches, false);
    if (cost.sought() > 1 || cost.ways() > MOST_CHOICES || cost.branches() > MOST_BRANCHES_SOUGHT) {
      throw place.wrong(
          "is a pattern that may take very long: repetitions and choices follow"
              + " each other so that too many ways must be tried");
    }
    return shortest(branches);
  }

  private static int shortest(List<List<Element>> branches) {
    return branches.stream()
        .mapToInt(branch -> branch.stream().mapToInt(Element::shortest).sum())
        .min()
        .orElse(0);
  }

  private Cost cost(List<List<Element>> branches, boolean moreMayFail) throws IOException {
    Cost all = new Cost(0, 0, 0);
    for (List<Element> branch : branches) {
      Cost one = branchCost(branch, moreMayFail);
      all =
          new Cost(
              Math.max(all.sought(), one.sought()),
              Math.max(all.ways(), one.ways()),
              all.branches() + Math.max(one.branches(), Math.min(1, one.sought())));
    }
    return all;
  }

  private Cost branchCost(List<Element> branch, boolean moreMayFail) throws IOException {
    boolean fails = moreMayFail;
    int sought = 0;
    long ways = 1;
    int within = 0;
    for (int i = branch.size() - 1; i >= 0; i--) {
      Element each = branch.get(i);
      if (!each.branches().isEmpty()) {
        Cost group = cost(each.branches(), fails && !each.looks());
        sought += group.sought();
        ways *= group.ways();
        within += group.branches();
      }
      if (fails) {
        if (each.again()) {
          throw place.wrong("is a pattern that repeats a repetition and goes on");
        }
        sought += each.endless() ? 1 : 0;
        ways *= each.choices();
      }
      if (ways > MOST_CHOICES) {
        break;
      }
      fails |= each.mayFail();
    }
    return new Cost(sought, ways, within);
  }

  private List<List<Element>> branches(int depth) throws IOException {
    if (depth > MOST_DEPTH) {
      throw place.wrong("is a pattern with groups nested too deeply");
    }
    List<List<Element>> branches = new ArrayList<>();
    do {
      List<Element> branch = new ArrayList<>();
      while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
        branch.add(quantified(element(depth)));
      }
      branches.add(branch);
    } while (skip('|'));
    return branches;
  }

  private boolean skip(char wanted) {
    boolean there = at < pattern.length() && pattern.charAt(at) == wanted;
    at += there ? 1 : 0;
    return there;
  }

  private Element element(int depth) throws IOException {
    if (skip('(')) {
      return group(depth);
    }
    if (skip('[')) {
      skipClass();
      return Element.one(false);
    }
    if (taken(POSITION) != null) {
      return Element.one(true);
    }
    if (pattern.charAt(at) == '\\') {
      if (taken(ESCAPE) == null) {
        throw unknown();
      }
      return Element.one(false);
    }
    if ("?*+{".indexOf(pattern.charAt(at)) >= 0) {
      throw unknown();
    }
    at += Character.charCount(pattern.codePointAt(at));
    return Element.one(false);
  }

  private Element group(int depth) throws IOException {
    Matcher kind = taken(GROUP);
    if (kind == null) {
      throw unknown();
    }
    boolean looks = kind.group().endsWith("=") || kind.group().endsWith("!");
    List<List<Element>> branches = branches(depth + 1);
    if (!skip(')')) {
      throw unknown();
    }
    boolean mayFail =
        looks || branches.stream().allMatch(each -> each.stream().anyMatch(Element::mayFail));
    return new Element(
        looks ? 0 : shortest(branches), looks, mayFail, false, branches.size(), false, branches);
  }

  /** A class may have others in it; what it says does not matter here. */
  private void skipClass() throws IOException {
    int open = 1;
    skip('^');
    if (at < pattern.length() && pattern.charAt(at) == ']') {
      throw unknown();
    }
    while (open > 0) {
      if (at >= pattern.length() || open > MOST_DEPTH) {
        throw unknown();
      }
      char next = pattern.charAt(at++);
      if (next == '\\') {
        at++;
      } else if (next == '[') {
        open++;
      } else if (next == ']') {
        open--;
      }
    }
  }

  private Element quantified(Element element) throws IOException {
    Matcher quantifier = taken(QUANTIFIER);
    if (quantifier == null) {
      return element;
    }
    if (element.looks()) {
      throw unknown();
    }
    int least = least(quantifier);
    int most = most(quantifier);
    long shortest = (long) element.shortest() * least;
    if (most < least
        || Math.max(shortest, least) > MOST_REPEATS
        || most != Integer.MAX_VALUE && most > MOST_REPEATS) {
      throw place.wrong("is a pattern that repeats " + quantifier.group() + " times");
    }
    if (least == 0 && most == 1) {
      return new Element(0, false, false, false, 2 * element.choices(), false, element.branches());
    }
    if (!element.isFixed()) {
      throw place.wrong("is a pattern that repeats a group of several ways");
    }
    boolean endless = most - least > MANY;
    boolean counted = quantifier.group().startsWith("{");
    boolean again = counted && taken(QUANTIFIER) != null;
    if (again && element.shortest() != 1) {
      throw unknown();
    }
    return new Element(
        (int) shortest,
        false,
        least > 0,
        endless || again,
        endless ? 1 : most - least + 1,
        again,
        element.branches());
  }

  private static int least(Matcher quantifier) {
    return "+".equals(quantifier.group(1)) ? 1 : count(quantifier, 3, 0);
  }

  private static int most(Matcher quantifier) {
    return "?".equals(quantifier.group(1)) ? 1 : count(quantifier, 4, Integer.MAX_VALUE);
  }

  /** What {n} says, or one end of {n,m}; without either, the other value. */
  private static int count(Matcher quantifier, int end, int otherwise) {
    String digits = quantifier.group(quantifier.group(2) != null ? 2 : end);
    return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
  }

  private @Nullable Matcher taken(Pattern wanted) {
    Matcher matcher = wanted.matcher(pattern).region(at, pattern.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher;
  }

  private IOException unknown() {
    return place.wrong("is a pattern with what is not known, at character " + at + ": " + pattern);
  }
}
