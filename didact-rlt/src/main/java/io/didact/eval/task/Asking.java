package io.didact.eval.task;

import io.didact.config.Rules;
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
    new Rules()
        .require(prompt.contains(QUESTION), "prompt", "must have the place " + QUESTION)
        .require(
            choices.isPresent() == prompt.contains(CHOICES),
            "prompt",
            choices.isPresent()
                ? "must have the place " + CHOICES
                : "must not have the place " + CHOICES + ": the task has no choices")
        .require(!stop.contains(""), "stop", "must not contain the empty text")
        .require(
            budget.isEmpty() || turns != Turns.TAGS, "budget", "must be left out with turns: tags")
        .done();
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
