package io.didact.eval.task;

import java.util.List;
import java.util.Optional;

/**
 * One problem of a task as its data has it.
 *
 * @param id names it within the task
 * @param question not blank
 * @param answer what a right answer is equal to; with choices the text of the right one
 * @param choices the right one first; none where the answer is free
 * @param subject what it is about, where the data says so
 * @param level how hard it is, where the data says so
 * @param system the system text that came with it, for the tags of formats that have a place for it
 */
public record TaskItem(
    String id,
    String question,
    String answer,
    List<String> choices,
    Optional<String> subject,
    Optional<String> level,
    Optional<String> system) {
  public TaskItem {
    choices = List.copyOf(choices);
    if (question.isBlank()) {
      throw new IllegalArgumentException("problem " + id + ": the question is empty");
    }
    if (answer.isBlank()) {
      throw new IllegalArgumentException("problem " + id + ": the answer is empty");
    }
  }

  /** Without a system text of its own. */
  public TaskItem(
      String id,
      String question,
      String answer,
      List<String> choices,
      Optional<String> subject,
      Optional<String> level) {
    this(id, question, answer, choices, subject, level, Optional.empty());
  }
}
