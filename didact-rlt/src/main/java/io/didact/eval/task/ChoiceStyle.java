package io.didact.eval.task;

import io.didact.config.Rules;
import io.didact.data.PythonRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * How choices are shown.
 *
 * @param order who decides their order
 * @param seed of the order, as {@code random.seed(seed)} in Python takes it
 * @param line a choice, with {@code {letter}} and {@code {text}}
 * @param between text between two of them
 */
public record ChoiceStyle(ChoiceOrder order, long seed, String line, String between) {
  public ChoiceStyle {
    new Rules()
        .atLeast("seed", 0, seed)
        .require(
            line.contains("{letter}") && line.contains("{text}"),
            "line",
            "must have {letter} and {text}, was " + line)
        .done();
  }

  /** Balanced, as in {@code A) text}, one a line. */
  public static ChoiceStyle defaults() {
    return new ChoiceStyle(ChoiceOrder.BALANCED, 1, "{letter}) {text}", "\n");
  }

  /** The letter of a place: A, B, C … */
  static String letter(int place) {
    return String.valueOf((char) ('A' + place));
  }

  /** For each item, which of its choices stands in each place; 0 is the right one. */
  List<List<Integer>> orders(List<TaskItem> items) {
    return order.draw(
        items.stream().map(item -> item.choices().size()).toList(), new PythonRandom(seed));
  }

  /** The choices as they are shown. */
  String text(List<String> shown) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      lines.add(Places.fill(line, "letter", letter(i), "text", shown.get(i)));
    }
    return String.join(between, lines);
  }
}
