package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFilesTest {
  @TempDir Path dir;

  private Path file(String name, String content) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static String row(String question) {
    return "{\"question\":\"" + question + "\",\"solution\":\"s\"}\n";
  }

  private static Dataset<Problem> read(BadRows badRows, int limit, Path... paths)
      throws IOException {
    return DataFiles.of(List.of(paths))
        .read(row -> Optional.of(Columns.OWN.read(row)), badRows, limit);
  }

  private List<String> ids(String... paths) throws IOException {
    Path[] all = Stream.of(paths).map(dir::resolve).toArray(Path[]::new);
    return read(BadRows.FAIL, 0, all).items().stream().map(Problem::id).toList();
  }

  /** Files come in the order of their names; what is hidden or no data is left alone. */
  @Test
  void foldersAndPatterns() throws IOException {
    file("d/b.jsonl", row("b"));
    file("d/a.jsonl", row("a1") + row("a2"));
    file("d/.hidden.jsonl", "no");
    file("d/README.md", "# no");
    file("d/deep/c.jsonl", row("c"));
    List<String> both = List.of("a.jsonl:1", "a.jsonl:2", "b.jsonl:1");
    assertThat(ids("d")).isEqualTo(both);
    assertThat(ids("d/*.jsonl")).isEqualTo(both);
    assertThat(ids("d/*")).isEqualTo(both);
    assertThat(ids("d/[ab].jsonl")).isEqualTo(both);
    assertThat(ids("d/b.jsonl", "d/a.jsonl"))
        .containsExactly("b.jsonl:1", "a.jsonl:1", "a.jsonl:2");
    assertThat(ids("d/**.jsonl")).hasSize(4).contains("deep/c.jsonl:1");
    assertThat(ids("*/deep/{c,d}.jsonl")).containsExactly("line-1");
    assertThat(ids("d/b.jsonl", "d/b*")).containsExactly("line-1");
    assertThat(ids("d/a.jsonl")).containsExactly("line-1", "line-2");
  }

  @Test
  void whatIsNotThere() throws IOException {
    file("d/a.jsonl", row("a"));
    file("d/b.csv", "question,solution\nq,s\n");
    assertThatThrownBy(() -> ids("d"))
        .hasMessage(
            dir.resolve("d")
                + " has data files of several kinds (.csv, .jsonl): name those that are meant, as"
                + " in "
                + dir.resolve("d/*.csv"));
    assertThatThrownBy(() -> ids("d/*.parquet"))
        .hasMessageStartingWith("no file is named like " + dir.resolve("d/*.parquet"));
    assertThatThrownBy(() -> ids("e/*.jsonl"))
        .hasMessageStartingWith("there is no directory " + dir.resolve("e"));
    Files.createDirectory(dir.resolve("empty"));
    assertThatThrownBy(() -> ids("empty")).hasMessageContaining("empty has no file that ends in");
  }

  /** A name with wild cards that is a file is that file. */
  @Test
  void aFileMayBeCalledLikeAPattern() throws IOException {
    file("a[1].jsonl", row("a"));
    file("a1.jsonl", row("b"));
    assertThat(read(BadRows.FAIL, 0, dir.resolve("a[1].jsonl")).items().get(0).question())
        .isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a[1.jsonl", "{a.jsonl", "a[z-a].jsonl", "a[].jsonl", "x/{a,{b}}.jsonl"})
  void whatIsNoPatternIsNamed(String name) {
    assertThatThrownBy(() -> ids(name))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "there is no file %s, and as a pattern it is none: ", dir.resolve(name));
  }

  /** One missing shard is told, since training on two thirds would look like training on all. */
  @Test
  void shardsAreWhole() throws IOException {
    for (int i = 0; i < 3; i++) {
      TestParquet.write(
          dir.resolve("train-0000" + i + "-of-00003.parquet"),
          "SELECT 'q" + i + "' AS question, 's' AS solution, " + i + " AS id");
    }
    assertThat(ids("train-*.parquet")).containsExactly("0", "1", "2");
    Files.delete(dir.resolve("train-00001-of-00003.parquet"));
    assertThatThrownBy(() -> ids("train-*.parquet"))
        .hasMessageStartingWith(dir.resolve("train-00001-of-00003.parquet") + " is not there");
    assertThatThrownBy(() -> ids("")).hasMessageContaining("is not there");
    assertThat(ids("train-00002-of-00003.parquet")).containsExactly("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"question\":\"a\",\"solution\":\"1\"},{\"question\":\"b\",\"solution\":\"2\"}]",
        "\n [\n  {\n    \"question\": \"a\",\n    \"solution\": \"1\"\n  },\n"
            + "  {\"question\": \"b\", \"solution\": \"2\"}\n]\n",
        "\uFEFF[{\"question\":\"a\",\"solution\":\"1\"},\n{\"question\":\"b\",\"solution\":\"2\"}]\n\n",
        "{\n  \"question\": \"a\",\n  \"solution\": \"1\"\n}\n{\n\"question\": \"b\",\n\"solution\":\"2\"\n}",
        "{\"question\":\"a\",\"solution\":\"1\"}\n{\"question\":\"b\",\"solution\":\"2\"}",
        "{\"question\": \"a\",\n \"solution\": \"1\"}\n\n{\"question\":\"b\",\"solution\":\"2\"}\n",
      })
  void everyFormOfJson(String text) throws IOException {
    for (String name : List.of("d.json", "d.jsonl")) {
      assertThat(read(BadRows.FAIL, 0, file(name, text)).items().stream().map(Problem::question))
          .containsExactly("a", "b");
    }
    Path packed = dir.resolve("d.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read(BadRows.FAIL, 0, packed).items()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"question\":\"a\",\"solution\":\"1\"},{\"question\":| 1: not JSON: it ends before",
        "[{\"question\":\"a\",\"solution\":\"1\"},7]            | 2: not a JSON object",
        "[{\"question\":\"a\",\"solution\":\"1\"}] {}           | 1: not JSON: something follows",
        "[{\"question\":\"a\",\"solution\":\"1\"},{\"solution\":\"1\"}] | 2: the field 'question'",
        "[null]                                                 | 1: not a JSON object: null",
        "[{\"question\":\"a\",\"question\":\"1\"}]              | 1: not JSON: the key 'question' is",
      })
  void documentsThatAreWrong(String text, String message) throws IOException {
    Path file = file("d.json", text.strip());
    assertThatThrownBy(() -> read(BadRows.FAIL, 0, file))
        .hasMessageStartingWith(file + ":" + message.strip());
  }

  @Test
  void aCutDocumentIsToldWithItsLine() throws IOException {
    Path file = file("d.json", "[\n" + "{\n\"question\":\"q\",\n\"solution\":\"s\"\n},\n{\n");
    assertThatThrownBy(() -> read(BadRows.SKIP, 0, file))
        .isInstanceOf(JsonlException.class)
        .hasMessageStartingWith(file + ":7: not JSON: it ends before a bracket");
  }

  /** A row that is whole JSON and no object is one of the bad rows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"question\":\"a\",\"solution\":\"1\"}\nnull\n[]\n\"x\"\n7\ntrue\n",
        "[null,{\"question\":\"a\",\"solution\":\"1\"},[],\"x\",7,true]"
      })
  void rowsThatAreNoObjects(String text) throws IOException {
    Path file = file("d.json", text);
    Dataset<Problem> skipping = read(BadRows.SKIP, 0, file);
    assertThat(skipping.items()).hasSize(1);
    assertThat(skipping.skipped().count()).isEqualTo(5);
    assertThat(skipping.skipped().brief()).contains(": not a JSON object: null");
    assertThatThrownBy(() -> read(BadRows.FAIL, 0, file))
        .hasMessageStartingWith("5 of 6 rows cannot be used:")
        .hasMessageContaining(": not a JSON object: \"x\"");
  }

  /** All bad rows at once, the first ten by name; skipped ones are counted. */
  @Test
  void badRowsAreNamed() throws IOException {
    Path file =
        file(
            "d.jsonl",
            row("a")
                + "{\"id\":7,\"question\":null,\"solution\":\"s\"}\n"
                + "{\"question\":\"b\"}\n"
                + row(" ")
                + row("e"));
    assertThatThrownBy(() -> read(BadRows.FAIL, 0, file))
        .hasMessage(
            "3 of 5 rows cannot be used:\n  "
                + file
                + ":2: problem 7: the field 'question' is missing\n  "
                + file
                + ":3: the field 'solution' is missing; there are: question\n  "
                + file
                + ":4: problem line-4: the question is empty");
    Dataset<Problem> some = read(BadRows.SKIP, 0, file);
    assertThat(some.items()).extracting(Problem::id).containsExactly("line-1", "line-5");
    assertThat(some.places()).containsExactly(file + ":1", file + ":5");
    assertThat(some.skipped().count()).isEqualTo(3);
    assertThat(some.skipped().brief()).contains(":2: problem 7", ":3: ", ":4: ");
    Path many = file("many.jsonl", row("a") + "{\"question\":\"b\"}\n".repeat(13));
    assertThatThrownBy(() -> read(BadRows.FAIL, 0, many))
        .hasMessageStartingWith("13 of 14 rows cannot be used:")
        .hasMessageContaining("many.jsonl:11: ")
        .hasMessageNotContainingAny("many.jsonl:12: ")
        .hasMessageEndingWith("\n  … and 3 more of this kind");
    assertThatThrownBy(() -> read(BadRows.SKIP, 0, file("none.jsonl", "{}\n{}\n")))
        .hasMessageStartingWith("none of 2 rows can be used: ");
  }

  /** What follows a damaged line may be anything, so that is no row to be skipped. */
  @Test
  void aDamagedFileIsNotSkipped() throws IOException {
    Path file = file("d.jsonl", row("a") + "{\"question\":\n" + row("b"));
    assertThatThrownBy(() -> read(BadRows.SKIP, 0, file))
        .isInstanceOf(JsonlException.class)
        .hasMessageStartingWith(file + ":2: not JSON");
  }

  @Test
  void theLimitCountsProblems() throws IOException {
    Path file = file("d.jsonl", "{}\n" + row("a") + "{}\n" + row("b") + row("c"));
    assertThat(read(BadRows.SKIP, 2, file).items())
        .extracting(Problem::question)
        .containsExactly("a", "b");
    file("e/1.jsonl", row("a"));
    file("e/2.jsonl", row("b"));
    file("e/3.jsonl", "not read");
    assertThat(read(BadRows.FAIL, 2, dir.resolve("e")).items()).hasSize(2);
  }

  /** Cells that are missing shift nothing silently. */
  @Test
  void rowsOfATableHaveAllCells() throws IOException {
    Path file = file("d.csv", "question,solution,answer\n\"a\nb\",s,1\nq\n\nq,s,1,2\nq,s,\nx,y,z");
    assertThatThrownBy(() -> read(BadRows.FAIL, 0, file))
        .hasMessageContaining(
            file
                + ":2: the row has too few cells: 1, where the first line names 3 columns (line 4 of"
                + " the file)")
        .hasMessageContaining(":3: the row has too many cells: 4, where the first line names 3");
    assertThat(read(BadRows.SKIP, 0, file).items())
        .containsExactly(
            new Problem("line-1", "a\nb", "s", "1", null),
            new Problem("line-4", "q", "s", null, null),
            new Problem("line-5", "x", "y", "z", null));
    assertThatThrownBy(() -> read(BadRows.FAIL, 0, file("t.csv", "a,b,a\n")))
        .hasMessage(
            dir.resolve("t.csv") + ":1: the column 'a' is named twice (line 2 of the file)");
    assertThatThrownBy(() -> read(BadRows.FAIL, 0, file("q.csv", "a,b\n1,\"2\"3\n")))
        .hasMessageContaining("q.csv:1: something follows after the closing quote of a cell");
  }
}
