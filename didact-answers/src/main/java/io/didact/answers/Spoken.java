package io.didact.answers;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a response is searched: not what was thought, nor what only ends or frames it. */
final class Spoken {
  /** Marks that end thinking. */
  private static final String END_OF_THINKING =
      "</(?:think|thinking|reasoning|thought|seed:think)>|\\[/THINK]|◁/think▷"
          + "|<\\|(?:end_of_thought|/thinking)\\|>|<\\|channel\\|>final<\\|message\\|>";

  private static final Pattern MARK = Pattern.compile(END_OF_THINKING, Pattern.CASE_INSENSITIVE);

  /** Tokens that end a turn, as chat templates have them. */
  private static final Pattern LAST =
      Pattern.compile(
          "(?:<\\|[A-Za-z_]{2,30}\\|>|<｜[^｜<>]{2,40}｜>|</s>|<eos>|<pad>|<end_of_turn>|\\[EOS\\]|"
              + END_OF_THINKING
              + ")$",
          Pattern.CASE_INSENSITIVE);

  private static final int LONGEST_END = 48;

  /** A line that opens or closes a block of code. */
  private static final Pattern FENCE =
      Pattern.compile("^[ \\t]{0,3}(?:```|~~~)\\w{0,20}[ \\t]*$", Pattern.MULTILINE);

  /** Bold and the like as HTML has them, and the reckoning of GSM8K: {@code <<5*3=15>>15}. */
  private static final Pattern TAG =
      Pattern.compile(
          "</?(?:b|strong|i|em|u|code|final_answer)>|<<[^<>\\n]{1,100}>>",
          Pattern.CASE_INSENSITIVE);

  /** Bold as Markdown also writes it; __init__ is a name. */
  private static final Pattern BOLD =
      Pattern.compile("(?<![\\w\\\\}])__(?=[^\\s_])([^_\\n]{1,200})__(?!\\w)");

  /** "Answer: D" and then an explanation, in which other answers may be named. */
  private static final Pattern EXPLAINED =
      Pattern.compile(
          "^(\\W{0,6}(?:(?:final|correct) )?answer\\W{0,6}[:：][^\\n]{1,80}?)(?:\\n\\s{0,20}| / )"
              + "(?=\\W{0,6}(?:explanation|rationale|reasoning|justification|reason)s?\\b)",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  /** Parts of the words for an explanation: a quick way to see that there is none. */
  private static final List<String> REASONS =
      List.of("xplanation", "ationale", "easoning", "ustification", "Reason");

  /** Behind it the explanation ends with an answer of its own. */
  private static final Pattern CONCLUDES =
      Pattern.compile(
          "(?:final|correct) answer|\\\\boxed|####|<answer>|^\\W{0,6}answer\\W{0,6}:",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private Spoken() {}

  /**
   * The parts of a response to be searched: what follows the last mark that ends thinking; and, if
   * that mark is a second one without a thought before it, what follows the first.
   */
  static List<String> parts(String response) {
    String text = response.substring(0, end(response));
    List<MatchResult> marks = MARK.matcher(text).results().toList();
    if (marks.isEmpty()) {
      return List.of(text);
    }
    MatchResult last = marks.get(marks.size() - 1);
    String after = text.substring(last.end());
    if (marks.size() == 1) {
      return List.of(after);
    }
    MatchResult first = marks.get(marks.size() - 2);
    String between = text.substring(first.end(), last.start());
    boolean thought =
        between.contains(first.group().replace("/", ""))
            || between.contains("<|begin_of_thought|>");
    return thought ? List.of(after) : List.of(after, between + "\n" + after);
  }

  /** A part without what frames an answer: fences, other bold, an explanation behind it. */
  static String plain(String part) {
    String text = part;
    if (text.contains("```") || text.contains("~~~")) {
      text = FENCE.matcher(text).replaceAll("");
    }
    if (text.contains("</") || text.contains("<<")) {
      text = TAG.matcher(text).replaceAll("");
    }
    if (text.contains("__")) {
      text = BOLD.matcher(text).replaceAll("**$1**");
    }
    if (!text.contains("nswer") || REASONS.stream().noneMatch(text::contains)) {
      return text;
    }
    Matcher explained = EXPLAINED.matcher(text);
    return explained.find()
            && !CONCLUDES.matcher(text).region(explained.end(), text.length()).find()
        ? text.substring(0, explained.end(1))
        : text;
  }

  /** Where a text ends, but for space, tokens that end a turn, and marks with nothing behind. */
  private static int end(String text) {
    int end = text.length();
    while (true) {
      while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
      if (end == 0 || ">]▷".indexOf(text.charAt(end - 1)) < 0) {
        return end;
      }
      int start = Math.max(0, end - LONGEST_END);
      Matcher last = LAST.matcher(text).region(start, end);
      if (!last.find()) {
        return end;
      }
      end = last.start();
    }
  }
}
