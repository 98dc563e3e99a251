package io.didact.data;

import io.didact.config.Rules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions that responses are searched for, by names, and one that puts questions into
 * groups.
 */
public final class TextPatterns {
  /** Groups that can be told apart in a table. */
  private static final int MOST_GROUPS = 100;

  private final Map<String, Pattern> patterns = new LinkedHashMap<>();
  private final Optional<Pattern> groupBy;

  /**
   * @param patterns name → expression, found anywhere in a response
   * @param groupBy an expression for questions: what its first parentheses hold names the group, or
   *     without any how often it is found
   */
  public TextPatterns(Map<String, String> patterns, Optional<String> groupBy) {
    patterns.forEach((name, each) -> this.patterns.put(name, Pattern.compile(each)));
    this.groupBy = groupBy.map(Pattern::compile);
  }

  /** What is wrong with the settings. */
  public static Rules rules(Map<String, String> patterns, Optional<String> groupBy) {
    Rules rules = new Rules();
    patterns.forEach(
        (name, each) -> {
          rules.require(!name.contains("/"), "patterns." + name, "a name has no slash");
          rules.all("", syntax("patterns." + name, each));
        });
    groupBy.ifPresent(each -> rules.all("", syntax("groupBy", each)));
    return rules;
  }

  private static Rules syntax(String key, String expression) {
    try {
      Pattern.compile(expression);
      return new Rules();
    } catch (PatternSyntaxException e) {
      return new Rules()
          .add(key, "is no regular expression: " + e.getDescription() + ": " + expression);
    }
  }

  /** Whether questions have groups. */
  public boolean hasGroups() {
    return groupBy.isPresent();
  }

  /**
   * Looks at questions before anything is sampled.
   *
   * @param problems name of a problem → its question
   * @throws IllegalArgumentException where a question takes too long, or there are too many groups
   */
  public void requireGroups(Map<String, String> problems) {
    TreeSet<String> groups = new TreeSet<>();
    problems.forEach(
        (id, question) ->
            groups.add(
                group(question)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "groupBy takes too long on the question of problem " + id))));
    if (groupBy.isPresent() && groups.size() > MOST_GROUPS) {
      throw new IllegalArgumentException(
          "groupBy makes %d groups of %d problems, such as %s: at most %d"
              .formatted(
                  groups.size(), problems.size(), groups.stream().limit(3).toList(), MOST_GROUPS));
    }
  }

  /** The group of a question; nothing where that takes too long. */
  public Optional<String> group(String question) {
    return groupBy.isEmpty()
        ? Optional.of("")
        : BoundedText.search(groupBy.get(), question, TextPatterns::group);
  }

  private static String group(Matcher matcher) {
    if (matcher.groupCount() == 0) {
      return String.valueOf(matcher.results().count());
    }
    return matcher.find() && matcher.group(1) != null ? matcher.group(1) : "other";
  }

  /**
   * Counts the responses that patterns are found in.
   *
   * @param question of the response
   */
  public PatternCounts count(String question, String response) {
    Map<String, PatternCounts.Count> counts = new LinkedHashMap<>();
    Optional<String> group = hasGroups() ? group(question) : Optional.empty();
    patterns.forEach(
        (name, pattern) -> {
          PatternCounts.Count count =
              BoundedText.search(pattern, response, Matcher::find)
                  .map(found -> new PatternCounts.Count(found ? 1 : 0, 1, 0))
                  .orElse(new PatternCounts.Count(0, 0, 1));
          List<String> names = new ArrayList<>(List.of(name));
          group.ifPresent(each -> names.add(name + "/" + each));
          names.forEach(each -> counts.put(each, count));
        });
    return new PatternCounts(counts);
  }
}
