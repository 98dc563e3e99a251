package io.didact.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.data.Jsonl;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskColumnsTest {
  private static TaskColumns columns(String question, String answer) {
    return new TaskColumns(
        Optional.empty(),
        question,
        Optional.of(answer),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static List<TaskItem> read(TaskColumns columns, String jsonl) {
    try (Stream<TaskItem> rows =
        Jsonl.read(
            new ByteArrayInputStream(jsonl.getBytes(StandardCharsets.UTF_8)),
            "d.jsonl",
            columns::read)) {
      return rows.toList();
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
            Optional.of("l"));
    List<TaskItem> items =
        read(
            columns,
            "{\"no\":7,\"q\":\" x \",\"a\":\"1 #### 2\\n#### 3 \",\"s\":\"Algebra\",\"l\":5,\"url\":\"u\"}\n"
                + "{\"no\":8,\"q\":\"y\",\"a\":\"#### 4\",\"s\":null,\"l\":5,\"url\":\"v\"}\n");
    assertThat(items)
        .containsExactly(
            new TaskItem("7", "x", "3", List.of(), Optional.of("Algebra"), Optional.of("5")),
            new TaskItem("8", "y", "4", List.of(), Optional.empty(), Optional.of("5")));
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
            Optional.empty());
    assertThat(read(columns, "{\"q\":\"?\",\"right\":\"R\\n\",\"w1\":\"A\",\"w2\":\"B\"}\n"))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.answer()).isEqualTo("R");
              assertThat(item.choices()).containsExactly("R", "A", "B");
            });
  }

  private static TaskColumns listed(String choices, String answer) {
    return new TaskColumns(
        Optional.empty(),
        "q",
        Optional.of(answer),
        Optional.empty(),
        Optional.of(List.of(choices)),
        Optional.empty(),
        Optional.empty());
  }

  /** A list of choices, and which of them is right: as MMLU and ARC have it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'q':'?','c':['x','y','z'],'a':2}             | c   | a     | z,x,y
          {'q':'?','c':['x','y','z'],'a':1.0}           | c   | a     | y,x,z
          {'q':'?','c':['x','y','z'],'a':'B'}           | c   | a     | y,x,z
          {'q':'?','c':['x','y','z'],'a':' z '}         | c   | a     | z,x,y
          {'q':'?','c':['B','A'],'a':'A'}               | c   | a     | A,B
          {'q':'?','c':[10,20.0,3],'a':1}               | c   | a     | 20,10,3
          {'q':'?','c':{'text':['x','y']},'m':[{'k':'B'}]} | c.text | m.0.k | y,x
          """)
  void choicesInOneList(String row, String choices, String answer, String shown) {
    assertThat(read(listed(choices, answer), row.replace('\'', '"') + "\n"))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.choices()).containsExactly(shown.split(","));
              assertThat(item.answer()).isEqualTo(item.choices().get(0));
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'q':'?','c':['x','y'],'a':2}   | `a` is 2, which of 2 choices is neither
          {'q':'?','c':['x','y'],'a':-1}  | `a` is -1, which of 2 choices is neither
          {'q':'?','c':['x','y'],'a':'C'} | `a` is C, which of 2 choices is neither
          {'q':'?','c':['x','y'],'a':'1'} | `a` is 1, which of 2 choices is neither
          {'q':'?','c':['x'],'a':0}       | `c` must be a list of 2 to 26 choices
          {'q':'?','c':'x,y','a':0}       | `c` must be a list of 2 to 26 choices
          {'q':'?','c':['x',null],'a':0}  | `c` must be a list of 2 to 26 choices
          {'q':'?','c':['x','y'],'a':null} | `a` is empty
          {'q':'?','c':['x','y','x'],'a':0} | the right choice is there twice
          """)
  void choicesInOneListThatAreWrong(String row, String message) {
    assertThatThrownBy(() -> read(listed("c", "a"), row.replace('\'', '"') + "\n"))
        .hasMessageContaining("d.jsonl:1: " + message);
  }

  /** Numbers as columns of floating-point numbers have them; what stands for none is none. */
  @Test
  void numbers() {
    assertThat(
            read(
                    columns("q", "a"),
                    "{\"q\":1e3,\"a\":42.0}\n"
                        + "{\"q\":0.5,\"a\":9007199254740993}\n"
                        + "{\"q\":true,\"a\":-0.25}\n"
                        + "{\"q\":1e300,\"a\":1e-7}\n")
                .stream()
                .map(item -> item.question() + " " + item.answer()))
        .containsExactly("1000 42", "0.5 9007199254740993", "true -0.25", "1.0E300 1.0E-7");
  }

  @Test
  void placesInStructuresAndLists() {
    TaskColumns columns =
        new TaskColumns(
            Optional.of("meta.id"),
            "turns.0.text",
            Optional.of("{meta.gold.x}"),
            Optional.empty(),
            Optional.empty(),
            Optional.of("a.b"),
            Optional.of("none.at.all"));
    assertThat(
            read(
                columns,
                "{\"meta\":{\"id\":3,\"gold.x\":7},\"turns\":[{\"role\":\"user\",\"text\":\"q\"}],\"a.b\":\"own\",\"none\":null}\n"))
        .containsExactly(
            new TaskItem("3", "q", "7", List.of(), Optional.of("own"), Optional.empty()));
    assertThatThrownBy(
            () ->
                read(columns("meta.qestion", "a"), "{\"meta\":{\"question\":1,\"n\":2},\"a\":1}\n"))
        .hasMessage(
            "d.jsonl:1: there is no column `meta.qestion` (for question, in `meta` there are:"
                + " question, n); there are: meta, a");
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
    assertThatThrownBy(
            () -> TaskColumns.defaults("q", Optional.empty(), Optional.of(List.of("options"))))
        .hasMessage("answer must be given with a list of choices: it says which of them is right");
    assertThatThrownBy(
            () -> TaskColumns.defaults("q", Optional.of("a"), Optional.of(List.of("b", "c"))))
        .hasMessageContaining("and not both");
  }
}
