package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.eval.task.AnswerRule;
import io.didact.eval.task.ChoiceStyle;
import io.didact.eval.task.TaskColumns;
import io.didact.eval.task.Turns;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A benchmark: its data, what is asked, what an answer is. A YAML file in {@code tasks/}, or a
 * user's own.
 *
 * @param name such as {@code math500}
 * @param title for people
 * @param references where its data and its form come from
 * @param login whether its data set is only for those who were given access
 * @param data where its problems are
 * @param columns what a file calls the parts of a problem; without them it is a file of problems as
 *     training reads it
 * @param prompt the user's turn where a profile has none, with {@code {question}} and, where there
 *     are choices, {@code {choices}}
 * @param choices how choices are shown where a profile does not say
 * @param turns how that becomes a prompt
 * @param stop texts that end a response, besides the model's end ids
 * @param answer what an answer is and where in a response it stands
 * @param samples responses a problem
 */
public record Task(
    String name,
    Optional<String> title,
    List<String> references,
    boolean login,
    Source data,
    Optional<TaskColumns> columns,
    String prompt,
    Optional<ChoiceStyle> choices,
    Turns turns,
    List<String> stop,
    AnswerRule answer,
    int samples,
    SamplingSettings sampling) {
  static final ShippedFiles<Task> SHIPPED = new ShippedFiles<>("tasks", "task", Task.class);

  public Task {
    references = List.copyOf(references);
    stop = List.copyOf(stop);
    boolean file = data instanceof RowSource;
    boolean hasChoices = columns.flatMap(TaskColumns::choices).isPresent();
    new Rules()
        .require(
            name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
            "name",
            "of letters, digits, `.`, `_` and `-`",
            name)
        .require(Source.isOfProblems(data), "data", "documents are not problems")
        .require(file || columns.isEmpty(), "columns", "must be left out with data that is made up")
        .require(
            columns.isEmpty() || !hasOwnColumns(data),
            "data.columns",
            "must be left out: the task has its own `columns`")
        .require(
            choices.isEmpty() || hasChoices,
            "choices",
            "must be left out without `columns.choices`")
        .atLeast("samples", 1, samples)
        .done();
  }

  static Task defaults(
      String name, Source data, Optional<TaskColumns> columns, String prompt, AnswerRule answer) {
    return new Task(
        name,
        Optional.empty(),
        List.of(),
        false,
        data,
        columns,
        prompt,
        Optional.empty(),
        Turns.AUTO,
        List.of(),
        answer,
        1,
        new SamplingSettings(0, 1, 0, 0, 32_768));
  }

  /** Problems in the student's format, with the solution's text as the answer. */
  static Task inTags(Source problems) {
    return new Task(
        "problems",
        Optional.empty(),
        List.of(),
        false,
        problems,
        Optional.empty(),
        "{question}",
        Optional.empty(),
        Turns.TAGS,
        List.of(),
        AnswerRule.named("exact"),
        1,
        SamplingSettings.defaults());
  }

  /**
   * How YAML gives it: as the name of a shipped task, or as a file.
   *
   * @param directory where a relative path starts
   * @throws IllegalArgumentException naming what there is, or all that is wrong with the file
   */
  public static Task named(String word, Path directory) {
    return SHIPPED.read(word, directory);
  }

  /** Names of the tasks that come with Didact. */
  public static List<String> names() {
    return SHIPPED.names();
  }

  /** How its choices are shown where nobody says otherwise; nothing where it has none. */
  Optional<ChoiceStyle> choiceStyle() {
    return columns.flatMap(TaskColumns::choices).isPresent()
        ? Optional.of(choices.orElseGet(ChoiceStyle::defaults))
        : Optional.empty();
  }

  private static boolean hasOwnColumns(Source data) {
    return data instanceof RowSource file
        && (file.columns().isPresent() || file.layout().isPresent());
  }
}
