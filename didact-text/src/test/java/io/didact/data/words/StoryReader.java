package io.didact.data.words;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Solves word problems from their English alone; knows nothing of how they were made. */
final class StoryReader {
  private record Rule(Pattern sentence, BiConsumer<StoryReader, Matcher> meaning) {}

  private static Rule rule(String sentence, BiConsumer<StoryReader, Matcher> meaning) {
    String pattern =
        sentence
            .replace("NAME", "([A-Z][a-z]+)")
            .replace("NUMBER", "(\\d+)")
            .replace("THINGS", "[a-z ]+");
    return new Rule(Pattern.compile(pattern), meaning);
  }

  private static final List<Rule> RULES =
      List.of(
          rule(
              "NAME (?:has|works) NUMBER (?!more|fewer)THINGS\\.",
              (r, m) -> r.now(m.group(1), number(m, 2))),
          rule(
              "NAME has NUMBER more THINGS than NAME\\.", (r, m) -> r.ahead(m, 1, 3, number(m, 2))),
          rule(
              "NAME has NUMBER fewer THINGS than NAME\\.",
              (r, m) -> r.ahead(m, 3, 1, number(m, 2))),
          rule(
              "NAME has as many THINGS as NAME and NUMBER more\\.",
              (r, m) -> r.ahead(m, 1, 2, number(m, 3))),
          rule("NAME has twice as many THINGS as NAME\\.", (r, m) -> r.multiple(m, 1, 2, 2)),
          rule(
              "NAME has NUMBER times as many THINGS as NAME\\.",
              (r, m) -> r.multiple(m, 1, 3, number(m, 2))),
          rule("NAME has half as many THINGS as NAME\\.", (r, m) -> r.multiple(m, 2, 1, 2)),
          rule("NAME has a third as many THINGS as NAME\\.", (r, m) -> r.multiple(m, 2, 1, 3)),
          rule("NAME has a quarter as many THINGS as NAME\\.", (r, m) -> r.multiple(m, 2, 1, 4)),
          rule("NAME (?:buys|finds) NUMBER more THINGS\\.", (r, m) -> r.add(number(m, 2))),
          rule("A friend gives NAME NUMBER more THINGS\\.", (r, m) -> r.add(number(m, 2))),
          rule("NAME gets NUMBER more dollars from an aunt\\.", (r, m) -> r.add(number(m, 2))),
          rule("NAME earns NUMBER more dollars by washing a car\\.", (r, m) -> r.add(number(m, 2))),
          rule("Then NAME finds NUMBER dollars in a drawer\\.", (r, m) -> r.add(number(m, 2))),
          rule("NAME gives NUMBER THINGS to a friend\\.", (r, m) -> r.add(-number(m, 2))),
          rule("Then NAME gives NUMBER dollars to a friend\\.", (r, m) -> r.add(-number(m, 2))),
          rule("NAME loses NUMBER of the THINGS\\.", (r, m) -> r.add(-number(m, 2))),
          rule("Then NAME gives away NUMBER THINGS\\.", (r, m) -> r.add(-number(m, 2))),
          rule("NAME spends NUMBER dollars on lunch\\.", (r, m) -> r.add(-number(m, 2))),
          rule("NAME pays NUMBER dollars for a ticket\\.", (r, m) -> r.add(-number(m, 2))),
          rule(
              "NAME shares the THINGS equally among NUMBER children\\.",
              (r, m) -> r.divide(number(m, 2))),
          rule(
              "NUMBER children get all the THINGS of NAME, each as many as the others\\.",
              (r, m) -> r.divide(number(m, 1))),
          rule(
              "Each child also gets NUMBER THINGS from a teacher\\.",
              (r, m) -> r.add(number(m, 1))),
          rule("Each child finds NUMBER more\\.", (r, m) -> r.add(number(m, 1))),
          rule("Then each child gives away NUMBER THINGS\\.", (r, m) -> r.add(-number(m, 1))),
          rule("Each child loses NUMBER of them\\.", (r, m) -> r.add(-number(m, 1))),
          rule("NAME packs the THINGS into THINGS of NUMBER\\.", (r, m) -> r.divide(number(m, 2))),
          rule(
              "NAME puts NUMBER THINGS into each THINGS until none is left\\.",
              (r, m) -> r.divide(number(m, 2))),
          rule("There are NUMBER THINGS in each THINGS\\.", (r, m) -> r.times(number(m, 1))),
          rule("Each THINGS holds NUMBER THINGS\\.", (r, m) -> r.times(number(m, 1))),
          rule(
              "NAME sells all the THINGS for NUMBER dollars each\\.",
              (r, m) -> r.times(number(m, 2))),
          rule(
              "NAME sells every THINGS and gets NUMBER dollars for each\\.",
              (r, m) -> r.times(number(m, 2))),
          rule(
              "NAME spends all the dollars on THINGS that cost NUMBER dollars each\\.",
              (r, m) -> r.divide(number(m, 2))),
          rule(
              "Each THINGS costs NUMBER dollars, and NAME buys as many as possible\\.",
              (r, m) -> r.divide(number(m, 1))),
          rule("NAME earns NUMBER dollars an hour\\.", (r, m) -> r.times(number(m, 2))),
          rule("For each hour NAME gets NUMBER dollars\\.", (r, m) -> r.times(number(m, 2))),
          rule(
              "How many THINGS do NAME and NAME have together\\?",
              (r, m) -> r.amount = r.of(m, 1) + r.of(m, 2)),
          rule("How many THINGS NAME THINGS\\?", (r, m) -> r.amount = r.of(m, 1)),
          rule("How many THINGS each child THINGS\\?", (r, m) -> {}));

  static final int FORMS = RULES.size();

  private final Map<String, Integer> amounts = new HashMap<>();
  private String who = "";
  private int amount;

  /**
   * The answer of a question.
   *
   * @param used counts how often each kind of sentence was read
   */
  static int solve(String question, Map<String, Integer> used) {
    StoryReader reader = new StoryReader();
    for (String sentence : question.split("(?<=[.?]) ")) {
      Rule rule =
          RULES.stream()
              .filter(each -> each.sentence.matcher(sentence).matches())
              .findFirst()
              .orElseThrow(() -> new AssertionError("not understood: " + sentence));
      Matcher matcher = rule.sentence.matcher(sentence);
      matcher.matches();
      rule.meaning.accept(reader, matcher);
      used.merge(rule.sentence.pattern(), 1, Integer::sum);
    }
    return reader.amount;
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private int of(Matcher matcher, int group) {
    return amounts.get(matcher.group(group));
  }

  private void now(String name, int value) {
    who = name;
    amount = value;
    amounts.put(name, value);
  }

  /** One has so many more than the other; one of the two was known. */
  private void ahead(Matcher matcher, int more, int less, int by) {
    if (amounts.containsKey(matcher.group(less))) {
      now(matcher.group(more), of(matcher, less) + by);
    } else {
      now(matcher.group(less), of(matcher, more) - by);
    }
  }

  /** One has so many times what the other has. */
  private void multiple(Matcher matcher, int more, int less, int factor) {
    if (amounts.containsKey(matcher.group(less))) {
      now(matcher.group(more), of(matcher, less) * factor);
    } else {
      now(matcher.group(less), quotient(of(matcher, more), factor));
    }
  }

  private void add(int by) {
    now(who, amount + by);
  }

  private void times(int by) {
    now(who, amount * by);
  }

  private void divide(int by) {
    now(who, quotient(amount, by));
  }

  private static int quotient(int value, int by) {
    if (value % by != 0) {
      throw new AssertionError(value + " cannot be divided by " + by);
    }
    return value / by;
  }
}
