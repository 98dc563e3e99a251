package io.didact.data.refine;

import io.didact.config.Rules;
import io.didact.data.BoundedText;
import io.didact.data.Problem;
import io.didact.data.synthetic.StepByStep;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** One thing that is done to the text of a trace. */
public sealed interface TextRule {
  /** The text written anew. */
  Refined of(Problem problem, String text);

  /** Whether what it writes is whole, also where it was given a beginning. */
  default boolean completes() {
    return false;
  }

  /**
   * All of several, one after the other.
   *
   * @return why not, where one of them cannot
   */
  static Refined all(List<TextRule> rules, Problem problem, String text) {
    Refined refined = Refined.of(text);
    for (TextRule rule : rules) {
      if (refined.text().isPresent()) {
        refined = rule.of(problem, refined.text().get());
      }
    }
    return refined;
  }

  /**
   * Puts something in place of all that a regular expression finds, from left to right.
   *
   * @param pattern of Java
   * @param with {@code $1} and {@code ${name}} stand for groups of it; a backslash takes the
   *     meaning of what follows
   */
  record Replace(String pattern, String with) implements TextRule {
    private static final int MOST = 8 << 20;

    public Replace {
      Rules rules = new Rules();
      try {
        Pattern.compile(pattern);
        // The empty alternative is found in any text, so the groups that are named are looked at.
        Pattern.compile("|" + pattern).matcher("").replaceAll(with);
      } catch (PatternSyntaxException e) {
        rules.add("pattern", "is no regular expression: " + e.getDescription() + ": " + pattern);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        rules.add("with", "does not go with the pattern: " + e.getMessage());
      }
      rules.done();
    }

    @Override
    public Refined of(Problem problem, String text) {
      Optional<String> replaced =
          BoundedText.search(Pattern.compile(pattern), text, this::replaced);
      return replaced
          .map(Refined::of)
          .orElseGet(() -> Refined.not("the pattern " + pattern + " takes too long on it"));
    }

    /** Ends early where the text grows without measure; it is refused then for its length. */
    private String replaced(Matcher matcher) {
      StringBuilder result = new StringBuilder();
      while (matcher.find()) {
        matcher.appendReplacement(result, with);
        if (result.length() > MOST) {
          return result.toString();
        }
      }
      return matcher.appendTail(result).toString();
    }
  }

  /** Takes white space from both ends. */
  record Strip() implements TextRule {
    @Override
    public Refined of(Problem problem, String text) {
      return Refined.of(text.strip());
    }
  }

  /** Leaves out lines that were there before, but for white space around them; empty ones stay. */
  record DropRepeatedLines() implements TextRule {
    @Override
    public Refined of(Problem problem, String text) {
      Set<String> seen = new HashSet<>();
      return Refined.of(
          text.lines()
              .filter(line -> line.isBlank() || seen.add(line.strip()))
              .collect(Collectors.joining("\n", "", text.endsWith("\n") ? "\n" : "")));
    }
  }

  /** Right explanations of the small tasks in full: {@link StepByStep}. */
  record Steps() implements TextRule {
    @Override
    public Refined of(Problem problem, String text) {
      try {
        return Refined.of(StepByStep.of(problem, text));
      } catch (IllegalArgumentException e) {
        return Refined.not(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public boolean completes() {
      return true;
    }
  }
}
