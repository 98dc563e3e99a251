package io.didact.data.synthetic;

import io.didact.data.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Explanations of the small tasks, read and written anew in full: whatever the {@link Style} of a
 * right one, it becomes {@link Style#STEP}.
 *
 * <p>An explanation is read as an opening word, then steps between commas, then a full stop that
 * may be missing. It is right where each of its steps is true of the question and together they
 * lead to the end: the steps of a chain, in any order, cover all of its operations; the last try of
 * a countdown hits.
 */
public final class StepByStep {
  /** {@code b3+7c-7=3} or, as {@link Style#CALC} has it, {@code 9a+4b+7c-7=3}. */
  private static final Pattern STEP =
      Pattern.compile("([a-z]?)([0-9])((?:[a-z]?[-+*][0-9]){1,26})=([0-9])");

  private static final Pattern OPENING = Pattern.compile("[a-z]+ ");

  private StepByStep() {}

  /**
   * The explanation in full.
   *
   * @throws IllegalArgumentException saying why not, where the question is none of a small task, or
   *     the explanation cannot be read, or is wrong
   */
  public static String of(Problem problem, String explanation) {
    Task task =
        task(problem.question().strip())
            .orElseThrow(
                () -> new IllegalArgumentException("the question is no chain and no countdown"));
    String steps = body(explanation.strip());
    if (task instanceof Chain chain) {
      require(chain, steps);
    } else {
      require((Searched) task, steps);
    }
    if (!task.solution().equals(problem.solution().strip())) {
      throw new IllegalArgumentException(
          "the steps come to %s, and the solution is another: %s"
              .formatted(task.solution(), problem.solution()));
    }
    return Style.STEP.explain(task, new SplittableRandom(0)).text();
  }

  private static Optional<Task> task(String question) {
    for (Domain domain : Domain.values()) {
      try {
        return Optional.of(domain.parse(question));
      } catch (IllegalArgumentException e) {
        // one of another domain, or of none
      }
    }
    return Optional.empty();
  }

  private static String body(String text) {
    Matcher opening = OPENING.matcher(text);
    int from = opening.lookingAt() ? opening.end() : 0;
    return text.substring(from, text.endsWith(".") ? text.length() - 1 : text.length());
  }

  private static void require(Chain chain, String steps) {
    List<Operation> operations = chain.operations();
    int[] values = new int[operations.size() + 1];
    values[0] = chain.first();
    for (int i = 0; i < operations.size(); i++) {
      values[i + 1] = operations.get(i).apply(values[i]);
    }
    BitSet covered = new BitSet();
    for (String step : steps.split(",", -1)) {
      Matcher parts = STEP.matcher(step.strip());
      if (!parts.matches() || (parts.group(1) + parts.group(3)).charAt(0) < 'a') {
        throw new IllegalArgumentException("`" + brief(step) + "` is no step");
      }
      String done = parts.group(1) + parts.group(3);
      int first = done.charAt(0) - 'a';
      int end = first + (int) done.chars().filter(each -> "-+*".indexOf(each) >= 0).count();
      if (end > operations.size()
          || values[first] != Digits.of(parts.group(2).charAt(0))
          || !isWritten(done, operations, first)
          || values[end] != Digits.of(parts.group(4).charAt(0))) {
        throw new IllegalArgumentException("`" + brief(step) + "` is wrong");
      }
      covered.set(first, end);
    }
    int gap = covered.nextClearBit(0);
    if (gap < operations.size()) {
      throw new IllegalArgumentException("the operation " + Chain.letter(gap) + " has no step");
    }
  }

  /** Whether a text has the operations from one on; letters after the first may be left out. */
  private static boolean isWritten(String text, List<Operation> operations, int first) {
    int at = 0;
    for (int index = first; at < text.length(); index++) {
      if (Character.isLetter(text.charAt(at)) && text.charAt(at++) != Chain.letter(index)) {
        return false;
      }
      if (!text.startsWith(operations.get(index).toString(), at)) {
        return false;
      }
      at += 2;
    }
    return true;
  }

  private static void require(Searched countdown, String steps) {
    List<String> misses = new ArrayList<>();
    List<String> hits = new ArrayList<>();
    for (Attempt attempt : countdown.attempts()) {
      if (attempt.hit().isEmpty()) {
        misses.add(attempt.text());
      }
      for (Operator last : attempt.closings()) {
        if (attempt.hits(last)) {
          hits.add(attempt.textUpTo(last));
          hits.add(attempt.expression(last) + "=" + countdown.target());
          hits.add(attempt.lastStep(last) + "," + attempt.firstStep());
        }
      }
    }
    String left = steps;
    while (!hits.contains(left)) {
      String rest = left;
      String miss =
          misses.stream()
              .filter(each -> rest.startsWith(each + ","))
              .findFirst()
              .orElseThrow(
                  () -> new IllegalArgumentException("`" + brief(rest) + "` is no right try"));
      left = left.substring(miss.length() + 1);
    }
  }

  private static String brief(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
