package io.didact.eval.task;

import java.util.List;

/**
 * What is asked.
 *
 * @param item where it comes from
 * @param text of the user's turn
 * @param expected the right answer; the letter where there are choices
 * @param choices in the order shown
 */
public record Question(TaskItem item, String text, String expected, List<String> choices) {
  public Question {
    choices = List.copyOf(choices);
  }
}
