package io.didact.eval.task;

import io.didact.data.countdown.CountdownPuzzle;
import io.didact.eval.answer.Judgement;
import io.didact.eval.answer.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the expression in a response to a countdown and checks it exactly. The last {@code
 * <answer>…</answer>} is taken, else the last {@code \boxed{…}}, else what stands after the last
 * "answer:" or "answer is", else the last line that is nothing but an expression.
 */
final class CountdownJudge {
  private static final Pattern TAGS = Pattern.compile("<answer>([^<]*)</answer>");
  private static final Pattern ANSWER =
      Pattern.compile("(?i)\\banswer(?:\\s*:|\\s+is:?)\\s*([^\\n]*)");
  private static final String BOXED = "\\boxed{";

  private CountdownJudge() {}

  static Judgement judge(String response, String puzzle) {
    CountdownPuzzle countdown = CountdownPuzzle.parse(puzzle);
    Optional<String> found =
        last(TAGS, response)
            .or(() -> boxed(response))
            .or(() -> last(ANSWER, response))
            .or(() -> lastLine(response));
    if (found.isEmpty()) {
      return new Judgement(Verdict.WRONG, "", "no expression was found in the response");
    }
    String expression = plain(found.get());
    return countdown
        .fault(expression)
        .map(fault -> new Judgement(Verdict.WRONG, expression, fault))
        .orElseGet(
            () ->
                new Judgement(
                    Verdict.CORRECT,
                    expression,
                    "it uses every number once and comes to " + countdown.target()));
  }

  private static Optional<String> last(Pattern pattern, String response) {
    Matcher matcher = pattern.matcher(response);
    Optional<String> last = Optional.empty();
    while (matcher.find()) {
      last = Optional.of(matcher.group(1));
    }
    return last;
  }

  private static Optional<String> boxed(String response) {
    int at = response.lastIndexOf(BOXED);
    if (at < 0) {
      return Optional.empty();
    }
    int depth = 1;
    int start = at + BOXED.length();
    for (int i = start; i < response.length(); i++) {
      depth += response.charAt(i) == '{' ? 1 : response.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return Optional.of(response.substring(start, i));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> lastLine(String response) {
    List<String> lines = response.lines().map(CountdownJudge::plain).toList();
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (CountdownPuzzle.looksLikeAnswer(lines.get(i))) {
        return Optional.of(lines.get(i));
      }
    }
    return Optional.empty();
  }

  /** Without the marks of mathematics, emphasis and the end of a sentence around it. */
  private static String plain(String text) {
    String plain = text.replace("**", "").replace("$", "").replace("`", "").strip();
    plain = plain.replaceAll("^\\\\[(\\[]|\\\\[)\\]][.,]?$", "").strip();
    return plain.endsWith(".") ? plain.substring(0, plain.length() - 1).strip() : plain;
  }
}
