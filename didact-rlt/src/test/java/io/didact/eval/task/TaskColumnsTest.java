package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Jsonl;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TaskColumnsTest {
  private static TaskColumns columns(String question, String answer) {
    return new TaskColumns(
        Optional.empty(),
        question,
        Optional.of(answer),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static List<TaskItem> read(TaskColumns columns, String jsonl) {
    try (Stream<Optional<TaskItem>> rows =
        Jsonl.read(
            new ByteArrayInputStream(jsonl.getBytes(StandardCharsets.UTF_8)),
            "d.jsonl",
            columns::read)) {
      return rows.flatMap(Optional::stream).toList();
    }
  }

  @Test
  void namesOrTexts() {
    List<TaskItem> items =
        read(
            columns("Make {target} of {nums}.", "{nums}>{target}"),
            "{\"nums\":[3,7,50],\"target\":143}\n");
    assertThat(items)
        .containsExactly(
            new TaskItem(
                "line-1",
                "Make 143 of 3,7,50.",
                "3,7,50>143",
                List.of(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void everything() {
    TaskColumns columns =
        new TaskColumns(
            Optional.of("no"),
            "q",
            Optional.of("a"),
            Optional.of("####"),
            Optional.empty(),
            Optional.of("s"),
            Optional.of("l"),
            Map.of("url", "2024"));
    List<TaskItem> items =
        read(
            columns,
            "{\"no\":7,\"q\":\" x \",\"a\":\"1 #### 2\\n#### 3 \",\"s\":\"Algebra\",\"l\":5,\"url\":\"u/2024/1\"}\n"
                + "{\"no\":8,\"q\":\"y\",\"a\":\"#### 4\",\"s\":null,\"l\":5,\"url\":\"u/2023/1\"}\n");
    assertThat(items)
        .containsExactly(
            new TaskItem("7", "x", "3", List.of(), Optional.of("Algebra"), Optional.of("5")));
  }

  @Test
  void choicesHaveTheRightOneFirst() {
    TaskColumns columns =
        new TaskColumns(
            Optional.empty(),
            "q",
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of("right", "w1", "w2")),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    assertThat(read(columns, "{\"q\":\"?\",\"right\":\"R\\n\",\"w1\":\"A\",\"w2\":\"B\"}\n"))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.answer()).isEqualTo("R");
              assertThat(item.choices()).containsExactly("R", "A", "B");
            });
  }

  /** All columns that are missing, those that are there, and what was probably meant. */
  @Test
  void missingColumns() {
    assertThatThrownBy(() -> read(columns("problem", "{answr}"), "{\"Problem\":\"q\",\"x\":1}\n"))
        .hasMessage(
            "d.jsonl:1: there is no column `problem` (for question, did you mean `Problem`?),"
                + " `answr` (for answer); there are: Problem, x");
    assertThatThrownBy(() -> read(columns("q", "a"), "{\"q\":\"x\",\"a\":null}\n"))
        .hasMessage("d.jsonl:1: `a` is empty");
  }

  @Test
  void eitherAnswerOrChoices() {
    assertThatThrownBy(() -> TaskColumns.defaults("q", Optional.empty(), Optional.empty()))
        .hasMessage("answer must be given, or choices (the right one first), and not both");
  }
}
