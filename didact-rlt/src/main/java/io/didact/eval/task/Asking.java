package io.didact.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How problems are put to a model.
 *
 * @param prompt the user's turn, with {@code {question}} and, where there are choices, {@code
 *     {choices}}
 * @param system the system text, where there is one
 * @param turns how that becomes a prompt
 * @param stop texts that end a response, besides the model's end ids
 * @param choices how choices are shown, where the task has them
 * @param budget how the length of thinking is forced, where it is
 */
public record Asking(
    String prompt,
    Optional<String> system,
    Turns turns,
    List<String> stop,
    Optional<ChoiceStyle> choices,
    Optional<BudgetForcing> budget) {
  private static final String QUESTION = "{question}";
  private static final String CHOICES = "{choices}";

  public Asking {
    stop = List.copyOf(stop);
    List<String> wrong = new ArrayList<>();
    if (!prompt.contains(QUESTION)) {
      wrong.add("prompt must have the place " + QUESTION);
    }
    if (choices.isPresent() != prompt.contains(CHOICES)) {
      wrong.add(
          choices.isPresent()
              ? "prompt must have the place " + CHOICES
              : "prompt must not have the place " + CHOICES + ": the task has no choices");
    }
    if (stop.contains("")) {
      wrong.add("stop must not contain the empty text");
    }
    if (budget.isPresent() && turns == Turns.TAGS) {
      wrong.add("budget must be left out with turns: tags");
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", wrong));
    }
  }

  /** The questions of all items, in order; the order of choices is drawn here, once for all. */
  public List<Question> questions(List<TaskItem> items) {
    List<Question> questions = new ArrayList<>();
    List<List<Integer>> orders = choices.map(style -> style.orders(items)).orElse(List.of());
    for (int i = 0; i < items.size(); i++) {
      TaskItem item = items.get(i);
      if (choices.isEmpty()) {
        questions.add(
            new Question(
                item, Places.fill(prompt, "question", item.question()), item.answer(), List.of()));
      } else {
        List<Integer> order = orders.get(i);
        List<String> shown = order.stream().map(item.choices()::get).toList();
        questions.add(
            new Question(
                item,
                Places.fill(
                    prompt, "question", item.question(), "choices", choices.get().text(shown)),
                ChoiceStyle.letter(order.indexOf(0)),
                shown));
      }
    }
    return questions;
  }
}
