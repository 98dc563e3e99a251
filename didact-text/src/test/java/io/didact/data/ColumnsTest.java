package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layouts of public data sets, with problems of our own. */
class ColumnsTest {
  @TempDir Path dir;

  private static Columns columns(String question, String solution) {
    return new Columns(
        Optional.empty(),
        Optional.of(question),
        Optional.of(solution),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Problem read(String row, Columns columns) throws IOException {
    Path file = dir.resolve("data.jsonl");
    Files.writeString(file, row + "\n");
    return Problems.read(file, columns).get(0);
  }

  @Test
  void questionAndAnswerAsInGsm8k() throws IOException {
    assertThat(
            read(
                "{\"question\":\"1+1?\",\"answer\":\"one more\\n#### 2\"}",
                columns("question", "answer")))
        .isEqualTo(new Problem("line-1", "1+1?", "one more\n#### 2", null, null));
  }

  @Test
  void problemSolutionAndAnswerAsInMath() throws IOException {
    assertThat(
            read(
                "{\"problem\":\"1+1?\",\"solution\":\"two\",\"answer\":\"2\",\"level\":1,\"trace\":\"t\"}",
                columns("problem", "solution")))
        .isEqualTo(new Problem("line-1", "1+1?", "two", "2", "t"));
  }

  /** Ids and answers that are numbers, and a part that is null. */
  @Test
  void numbers() throws IOException {
    Columns all =
        new Columns(
            Optional.of("ID"),
            Optional.of("Problem"),
            Optional.of("Solution"),
            Optional.of("Answer"),
            Optional.of("Thought"),
            Optional.empty());
    assertThat(
            read(
                "{\"ID\":7,\"Problem\":\"q\",\"Solution\":\"s\",\"Answer\":33,\"Thought\":null}",
                all))
        .isEqualTo(new Problem("7", "q", "s", "33", null));
    assertThatThrownBy(
            () ->
                read(
                    "{\"ID\":7,\"Problem\":5,\"Solution\":\"s\",\"Answer\":1,\"Thought\":\"\"}",
                    all))
        .hasMessageContaining("'Problem' must be a text, was 5");
  }

  @Test
  void columnsThatAreNotThere() {
    assertThatThrownBy(() -> read("{\"a\":\"1\",\"b\":\"2\"}", columns("problem", "b")))
        .hasMessage(
            dir.resolve("data.jsonl")
                + ":1: there is no column `problem` (for question); there are: a, b");
    Columns onlySolution =
        new Columns(
            Optional.empty(),
            Optional.empty(),
            Optional.of("question"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> read("{\"question\":\"1\"}", onlySolution))
        .hasMessageContaining("no column is named for `question`; there are: question");
    assertThatThrownBy(
            () -> read("{\"problem\":null,\"solution\":\"s\"}", columns("problem", "solution")))
        .hasMessageContaining("the field 'problem' is missing");
  }
}
