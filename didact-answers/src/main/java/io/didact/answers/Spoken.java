package io.didact.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What of a response is searched: not what was thought, nor what only ends or frames it. */
final class Spoken {
  private static final List<String> ENDS_OF_THINKING =
      List.of(
          "</think>",
          "</thinking>",
          "</reasoning>",
          "</thought>",
          "</seed:think>",
          "<|end_of_thought|>",
          "[/THINK]",
          "◁/think▷");

  private static final List<String> STARTS_OF_MARKS = List.of("</", "<|e", "[/", "◁/");

  /** Tokens that end a turn, as chat templates have them. */
  private static final Pattern LAST =
      Pattern.compile(
          "(?:<\\|[A-Za-z_]{2,30}\\|>|<｜[^｜<>]{2,40}｜>|</s>|<eos>|<end_of_turn>|\\[EOS\\]|"
              + ENDS_OF_THINKING.stream().map(Pattern::quote).collect(Collectors.joining("|"))
              + ")$");

  private static final int LONGEST_END = 48;

  /** A line that opens or closes a block of code. */
  private static final Pattern FENCE =
      Pattern.compile("^[ \\t]{0,3}```\\w{0,20}[ \\t]*$", Pattern.MULTILINE);

  /** Bold as Markdown also writes it; __init__ is a name. */
  private static final Pattern BOLD =
      Pattern.compile("(?<![\\w\\\\}])__(?=[^\\s_])([^_\\n]{1,200})__(?!\\w)");

  /** "Answer: D" and then an explanation, in which other answers may be named. */
  private static final Pattern EXPLAINED =
      Pattern.compile(
          "^\\W{0,6}(?:(?:final|correct) )?answer\\W{0,6}[:：][^\\n]{1,80}\\n\\s{0,20}"
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
    int mark = lastMark(text);
    if (mark < 0) {
      return List.of(text);
    }
    List<String> parts = new ArrayList<>();
    String after = text.substring(behind(text, mark));
    parts.add(after);
    String before = text.substring(0, mark);
    int first = lastMark(before);
    if (first >= 0) {
      String between = before.substring(behind(before, first));
      String open = before.substring(first, behind(before, first)).replace("/", "");
      if (!between.contains(open) && !between.contains("<|begin_of_thought|>")) {
        parts.add(between + "\n" + after);
      }
    }
    return parts;
  }

  /** A part without what frames an answer: fences, other bold, an explanation behind it. */
  static String plain(String part) {
    String text = part;
    if (text.contains("```")) {
      text = FENCE.matcher(text).replaceAll("");
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
        ? text.substring(0, explained.end())
        : text;
  }

  private static int lastMark(String text) {
    if (STARTS_OF_MARKS.stream().noneMatch(text::contains)) {
      return -1;
    }
    return ENDS_OF_THINKING.stream().mapToInt(text::lastIndexOf).max().orElse(-1);
  }

  private static int behind(String text, int mark) {
    return ENDS_OF_THINKING.stream()
        .filter(end -> text.startsWith(end, mark))
        .mapToInt(end -> mark + end.length())
        .findFirst()
        .orElse(mark);
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
