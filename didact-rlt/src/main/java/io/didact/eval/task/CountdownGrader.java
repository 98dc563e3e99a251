package io.didact.eval.task;

import io.didact.answers.AnswerExtractor;
import io.didact.answers.AnswerKind;
import io.didact.answers.Extraction;
import io.didact.answers.ExtractionRule;
import io.didact.answers.Grade;
import io.didact.answers.LastResort;
import io.didact.answers.Verdict;
import io.didact.data.countdown.CountdownPuzzle;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the expression in a response to a countdown and checks it exactly. The last {@code
 * <answer>…</answer>} is taken, or the box in it, else the last {@code \boxed{…}}, else what stands
 * after the last "answer:" or "answer is", else the last line that is nothing but an expression.
 */
final class CountdownGrader {
  private static final AnswerExtractor MARKED =
      new AnswerExtractor(
          AnswerKind.EXACT, List.of(ExtractionRule.ANSWER_TAG, ExtractionRule.BOXED));
  private static final Pattern ANSWER =
      Pattern.compile("(?i)\\banswer(?:\\s*:|\\s+is:?)\\s*([^\\n]*)");

  /** Marks of emphasis and code and the end of a sentence; within an expression they are wrong. */
  private static final Pattern AROUND = Pattern.compile("^[\\s*_`$]+|(?:[\\s_`$.]|\\*\\*)+$");

  private CountdownGrader() {}

  static Grade grade(String response, String puzzle) {
    CountdownPuzzle countdown = CountdownPuzzle.parse(puzzle);
    return LastResort.grade(() -> grade(response, countdown));
  }

  private static Grade grade(String response, CountdownPuzzle countdown) {
    Optional<String> found =
        MARKED
            .extract(response)
            .map(Extraction::answer)
            .or(() -> stated(response))
            .or(() -> lastLine(response));
    if (found.isEmpty()) {
      return new Grade(Verdict.WRONG, "", "no expression was found in the response");
    }
    String expression = plain(found.get());
    return countdown
        .fault(expression)
        .map(fault -> new Grade(Verdict.WRONG, expression, fault))
        .orElseGet(
            () ->
                new Grade(
                    Verdict.CORRECT,
                    expression,
                    "it uses every number once and comes to " + countdown.target()));
  }

  private static Optional<String> stated(String response) {
    Matcher matcher = ANSWER.matcher(response);
    Optional<String> last = Optional.empty();
    while (matcher.find()) {
      last = Optional.of(matcher.group(1));
    }
    return last;
  }

  private static Optional<String> lastLine(String response) {
    List<String> lines = response.lines().map(CountdownGrader::plain).toList();
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (CountdownPuzzle.looksLikeAnswer(lines.get(i))) {
        return Optional.of(lines.get(i));
      }
    }
    return Optional.empty();
  }

  private static String plain(String text) {
    return AROUND.matcher(text).replaceAll("");
  }
}
