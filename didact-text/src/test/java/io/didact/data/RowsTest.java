package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class RowsTest {
  @TempDir Path dir;

  private Path parquet(String name, String select) throws IOException {
    return TestParquet.write(dir.resolve(name), select);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(dir.resolve(name), content);
  }

  private static List<String> rows(Path file) throws IOException {
    try (Stream<String> rows = Rows.read(file, row -> row.line() + " " + row.fields())) {
      return rows.toList();
    }
  }

  @Test
  void parquetKeepsKinds() throws IOException {
    Path file =
        parquet(
            "t.parquet",
            "SELECT 7 AS id, 'a \"b\"' AS question, [1, 2] AS nums, {'x': 1} AS part, true AS ok,"
                + " NULL::VARCHAR AS none, 1.5::DOUBLE AS half, 'NaN'::DOUBLE AS nan");
    assertThat(rows(file))
        .containsExactly(
            "1 {\"id\":7,\"question\":\"a \\\"b\\\"\",\"nums\":[1,2],\"part\":{\"x\":1},"
                + "\"ok\":true,\"none\":null,\"half\":1.5,\"nan\":\"NaN\"}");
  }

  /** As Impala, Hive, and older programs write texts. Each text is its own right value. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "Zürich, 東京, 🙂",
        "back\\slash \\xC3\\xA9 \\\\x",
        "\"quoted\", 'single'\ttab\nline",
        "{\"json\": [1]}",
        "\u0001\u007f"
      })
  void parquetTextsWithoutAMark(String text) throws IOException {
    String bytes =
        "from_hex('" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "')";
    Path file =
        parquet(
            "b.parquet",
            ("SELECT @ AS q, '\\xC3' AS marked, [@, NULL] AS list, [{'from': 'a', 'say \"x, (y': @}]"
                    + " AS turns, {'in': {'a': 1, 'b': @}} AS part, MAP {'k': @} AS map,"
                    + " NULL::BLOB AS none")
                .replace("@", bytes));
    try (Stream<JsonlRow> all = Rows.read(file, row -> row)) {
      ObjectNode row = all.findFirst().orElseThrow().fields();
      assertThat(row.at("/q").stringValue()).isEqualTo(text);
      assertThat(row.at("/marked").stringValue()).isEqualTo("\\xC3");
      assertThat(row.at("/list/0").stringValue()).isEqualTo(text);
      assertThat(row.at("/list/1").isNull()).isTrue();
      assertThat(row.at("/turns/0/say \"x, (y").stringValue()).isEqualTo(text);
      assertThat(row.at("/part/in/b").stringValue()).isEqualTo(text);
      assertThat(row.at("/map/k").stringValue()).isEqualTo(text);
      assertThat(row.at("/none").isNull()).isTrue();
    }
  }

  /** An image beside the text does no harm, unless it is asked for. */
  @Test
  void parquetBytesThatAreNoText() throws IOException {
    Path file =
        parquet(
            "i.parquet",
            "SELECT 'q' AS question, 's' AS solution, from_hex('89504eff') AS image,"
                + " {'bytes': from_hex('c3'), 'path': 'a.png'} AS part");
    assertThat(Problems.read(file, Columns.OWN)).hasSize(1);
    for (String place : List.of("image", "part.bytes", "see {image}", "see {part.bytes}")) {
      Columns columns =
          new Columns(
              Optional.empty(),
              Optional.of(place),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      assertThatThrownBy(() -> Problems.read(file, columns))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "'%s' must be a text, was bytes that are no UTF-8"
                  .formatted(place.replaceAll("see \\{(.*)}", "$1")));
    }
  }

  @Test
  void parquetIsAProblemFile() throws IOException {
    Path file =
        parquet(
            "p.parquet",
            "SELECT 'q' || i AS problem, 's' || i AS solution, i AS answer FROM range(3000) t(i)");
    Columns columns =
        new Columns(
            Optional.empty(),
            Optional.of("problem"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    List<Problem> problems = Problems.read(file, columns);
    assertThat(problems).hasSize(3000);
    assertThat(problems.get(2999))
        .isEqualTo(new Problem("line-3000", "q2999", "s2999", "2999", null));
  }

  @Test
  void csvCellsAreTexts() throws IOException {
    Path file =
        file(
            "t.csv",
            "Record ID,Correct Answer,x\n007,\"a, \"\"b\"\"\nsecond line\",\n#8,1e3,\" y \"\n");
    assertThat(rows(file))
        .containsExactly(
            "1 {\"Record ID\":\"007\",\"Correct Answer\":\"a, \\\"b\\\"\\nsecond line\",\"x\":null}",
            "2 {\"Record ID\":\"#8\",\"Correct Answer\":\"1e3\",\"x\":\" y \"}");
    assertThat(rows(file("t.tsv", "a\tb\n1,5\t2\n")))
        .containsExactly("1 {\"a\":\"1,5\",\"b\":\"2\"}");
  }

  /** A byte-order mark, line ends of Windows, and compression. */
  @Test
  void csvOfOtherOrigins() throws IOException {
    assertThat(rows(file("w.csv", "\uFEFFa,b\r\n1,é\r\n")))
        .containsExactly("1 {\"a\":\"1\",\"b\":\"é\"}");
    Path packed = dir.resolve("p.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(rows(packed)).containsExactly("1 {\"a\":\"1\",\"b\":\"2\"}");
    assertThat(rows(file("one.csv", "answer\n1\n2\n")))
        .containsExactly("1 {\"answer\":\"1\"}", "2 {\"answer\":\"2\"}");
    assertThat(rows(file("head.csv", "a,b\n"))).isEmpty();
  }

  @Test
  void jsonlIsReadAsBefore() throws IOException {
    assertThat(rows(file("t.jsonl", "{\"a\":1}\n\n{\"a\":2}\n")))
        .containsExactly("1 {\"a\":1}", "3 {\"a\":2}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a*b", "a?b", "a[0]b", "a[", "a]b", "O'Brien", "a''b", "[!a]*", "**", "a{1}", "%20"
      })
  void namesOfParquetFilesAreNoPatterns(String name) throws IOException {
    Path plain = parquet("p.parquet", "SELECT 1 AS a");
    Path other = Files.copy(plain, dir.resolve("axb.parquet")); // what patterns would find
    Path folder = Files.createDirectory(dir.resolve(name));
    Path file = Files.copy(plain, folder.resolve(name + ".parquet"));
    assertThat(rows(file)).containsExactly("1 {\"a\":1}");
    Files.delete(file);
    assertThat(other).exists();
    assertThatThrownBy(() -> rows(file)).isInstanceOf(IOException.class);
  }

  /** Files that are something else say what, and what to do. */
  @ParameterizedTest
  @CsvSource({
    "a.jsonl, 76657273696f6e2068747470733a2f2f6769742d6c66732e6769746875622e636f6d, Git LFS",
    "a.csv, 76657273696f6e2068747470733a2f2f6769742d6c66732e6769746875622e636f6d, Git LFS",
    "a.json, fffe5b005d00, UTF-16",
    "a.csv, feff00610062, UTF-16",
    "a.jsonl, 1f8b0800000000000003, .gz",
    "a.tsv, 504b0304140000, ZIP",
    "a.jsonl, 28b52ffd0458, zstd",
    "a.json, 5041523115041500, .parquet"
  })
  void saysWhatAFileIs(String name, String bytes, String what) throws IOException {
    Path file = Files.write(dir.resolve(name), HexFormat.of().parseHex(bytes));
    assertThatThrownBy(() -> rows(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " cannot be read: it is ")
        .hasMessageContaining(what);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertThatThrownBy(() -> rows(file("x.parquet", "no parquet at all")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(dir + "/x.parquet cannot be read: ")
        .hasMessageContaining("magic bytes");
    assertThatThrownBy(() -> rows(file("x.csv", "a,b\n1,\"never closed\n2,3,4,5\n")))
        .isInstanceOf(JsonlException.class)
        .hasMessageContaining("x.csv:1: the quote that opens in line 2 does not close");
    assertThatThrownBy(() -> rows(dir.resolve("none.parquet")))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
    Path file = parquet("p.parquet", "SELECT 'q' AS question");
    assertThatThrownBy(() -> Problems.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ":1: the field 'solution' is missing; there are: question");
  }

  /** Whatever bytes stand in a file, there are rows or an exception that names the file. */
  @Test
  void damagedParquetIsRefused() throws IOException {
    byte[] good =
        Files.readAllBytes(
            parquet("g.parquet", "SELECT i AS a, 'text' || i AS b FROM range(500) t(i)"));
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 40; round++) {
      byte[] bytes = good.clone();
      for (int i = 0; i < 4; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(dir.resolve("bad" + round + ".parquet"), bytes);
      try {
        assertThat(rows(file)).hasSizeLessThanOrEqualTo(1_000_000);
      } catch (IOException | JsonlException e) {
        assertThat(e).hasMessageContaining(file.toString());
      }
    }
  }

  @Test
  void knowsWhatItReads() {
    assertThat(List.of("a.jsonl", "a.json.gz", "d/a.Parquet", "a.csv", "a.tsv.gz"))
        .allMatch(Rows::isReadable);
    assertThat(List.of("a.txt", "parquet", "a.parquet.gz", "a.arrow")).noneMatch(Rows::isReadable);
  }
}
