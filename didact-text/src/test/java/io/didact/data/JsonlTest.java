package io.didact.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.text.TokenIds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonlTest {
  private static final Problem PLAIN = new Problem("p1", "9a+4", "3", null, null);
  private static final Problem FULL =
      new Problem("p2", "q\n\"ü\" \u2028 😀", "s", "a", "step a9+4=3.", null, "Be brief.");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"problems.jsonl", "problems.jsonl.gz", "deeper/down/problems.jsonl"})
  void whatIsWrittenIsRead(String name) throws IOException {
    Path file = folder.resolve(name);
    Problems.write(file, Stream.of(PLAIN, FULL));
    assertThat(Problems.read(file)).containsExactly(PLAIN, FULL);
    try (Stream<Path> beside = Files.list(file.getParent())) {
      assertThat(beside).containsExactly(file);
    }
  }

  @Test
  void gzipIsGzip() throws IOException {
    Path file = folder.resolve("p.jsonl.gz");
    Problems.write(file, Stream.of(PLAIN));
    assertThat(Files.readAllBytes(file)).startsWith(0x1f, 0x8b);
  }

  @Test
  void sameContentGivesSameBytes() throws IOException {
    Path one = folder.resolve("one.jsonl.gz");
    Path two = folder.resolve("two.jsonl.gz");
    Problems.write(one, Stream.of(PLAIN, FULL));
    Problems.write(two, Stream.of(PLAIN, FULL));
    assertThat(Files.readAllBytes(one)).isEqualTo(Files.readAllBytes(two));
  }

  @Test
  void aFailureOnTheWayLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("p.jsonl");
    Problems.write(file, Stream.of(PLAIN));
    Stream<Problem> failing =
        Stream.of(1, 2)
            .map(
                i -> {
                  if (i == 2) {
                    throw new IllegalStateException("no more");
                  }
                  return FULL;
                });
    assertThatThrownBy(() -> Problems.write(file, failing)).hasMessage("no more");
    assertThat(Problems.read(file)).containsExactly(PLAIN);
    try (Stream<Path> beside = Files.list(folder)) {
      assertThat(beside).containsExactly(file);
    }
  }

  @Test
  void whatAKilledWriterLeftIsOverwritten() throws IOException {
    Path file = folder.resolve("p.jsonl");
    Files.writeString(folder.resolve(".p.jsonl.part"), "{\"id\":\"half a ro".repeat(1000));
    Problems.write(file, Stream.of(PLAIN));
    assertThat(Problems.read(file)).containsExactly(PLAIN);
  }

  @Test
  void aTraceFileIsAProblemFile() throws IOException {
    Trace scored =
        new Trace(
            FULL, TokenIds.of(5, 0, 7), false, OptionalDouble.of(-0.25), "teacher", Long.MIN_VALUE);
    Trace unscored =
        new Trace(FULL, TokenIds.EMPTY, true, OptionalDouble.empty(), "expert", Long.MAX_VALUE);
    Path file = folder.resolve("traces.jsonl.gz");
    Trace answered =
        new Trace(
            FULL,
            TokenIds.of(5),
            true,
            OptionalDouble.of(1),
            "student",
            7,
            Optional.of(false),
            Optional.of("the closing tag was put in after 1 tokens"));
    Trace.write(file, Stream.of(scored, unscored, answered));
    assertThat(Trace.readAll(file)).containsExactly(scored, unscored, answered);
    List<Problem> problems = Problems.read(file);
    assertThat(problems)
        .extracting(Problem::traceIds)
        .containsExactly(
            scored.think(), null, answered.think()); // of the second only the text is known
    assertThat(problems)
        .allSatisfy(each -> assertThat(each.withTrace(each.trace())).isEqualTo(FULL));
    assertThat(answered.explained()).isEqualTo(problems.get(2));
    assertThat(answered.explained()).isEqualTo(problems.get(2));
    Path again = folder.resolve("again.jsonl");
    Problems.write(again, problems.stream());
    assertThat(Problems.read(again)).isEqualTo(problems);
  }

  @Test
  void emptyLinesAndWindowsEndsAreFine() {
    String text =
        "\n{\"question\":\"q\",\"solution\":\"s\"}\r\n  \r\n\n{\"question\":\"r\",\"solution\":\"s\"}";
    List<Problem> problems = read(text);
    assertThat(problems).extracting(Problem::id).containsExactly("line-2", "line-5");
  }

  /** Each wrong third line, and a part of what is said about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"question\":\"q\"                                 | not JSON",
        "hello                                               | not JSON",
        "{\"question\":\"q\",\"solution\":\"s\"} {}          | not JSON",
        "{\"question\":\"q\",\"question\":\"q\"}             | question",
        "[1,2]                                               | not a JSON object",
        "{\"question\":\"q\"}                                | the field 'solution' is missing",
        "{\"question\":\"q\",\"solution\":null}              | the field 'solution' is missing",
        "{\"question\":3,\"solution\":\"s\"}                 | 'question' must be a text, was 3",
        "{\"question\":\" \",\"solution\":\"s\"}             | the question is empty",
      })
  void everyErrorNamesFileAndLine(String line, String what) {
    String good = "{\"question\":\"q\",\"solution\":\"s\"}\n";
    assertThatThrownBy(() -> read(good + good + line.strip() + "\n" + good))
        .isInstanceOf(JsonlException.class)
        .hasMessageStartingWith("test.jsonl:3: ")
        .hasMessageContaining(what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"traceIds\":[1,-1]               | 'traceIds'[1] must be a token id, was -1",
        "\"traceIds\":[1.5]                | 'traceIds'[0] must be a token id, was 1.5",
        "\"traceIds\":[99999999999]        | 'traceIds'[0] must be a token id",
        "\"traceIds\":3                    | 'traceIds' must be an array of token ids, was 3",
        "\"traceIds\":[],\"reward\":1e999  | 'reward' must be a finite number",
        "\"traceIds\":[],\"reward\":\"x\"  | 'reward' must be a finite number",
        "\"traceIds\":[],\"closed\":1      | 'closed' must be true or false",
        "\"traceIds\":[],\"seed\":0.5      | 'seed' must be a whole number",
      })
  void wrongTraceFieldsAreNamed(String fields, String what) {
    String line = "{\"question\":\"q\",\"solution\":\"s\",\"trace\":\"t\"," + fields.strip() + "}";
    assertThatThrownBy(() -> rows(bytes(line), 1 << 20).map(Trace::fromRow).toList())
        .isInstanceOf(JsonlException.class)
        .hasMessageStartingWith("test.jsonl:1: " + what);
  }

  @Test
  void aLineTooLongIsNotHeldInMemory() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    assertThatThrownBy(() -> rows(endless, 1000).toList())
        .hasMessage("test.jsonl:1: the line is longer than 1000 bytes");
  }

  @Test
  void aLineOfExactlyTheLimitIsRead() {
    String line = "{\"a\":\"" + "x".repeat(100) + "\"}";
    assertThat(rows(bytes(line + "\n" + line), line.length()).toList()).hasSize(2);
    assertThatThrownBy(() -> rows(bytes(line), line.length() - 1).toList())
        .isInstanceOf(JsonlException.class);
  }

  @Test
  void aCutOffGzipNamesTheLine() throws IOException {
    Path whole = folder.resolve("whole.jsonl.gz");
    Random random = new Random(1);
    Problems.write(
        whole,
        IntStream.range(0, 1000)
            .mapToObj(
                i -> new Problem("p" + i, Long.toHexString(random.nextLong()), "s", null, null)));
    byte[] content = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.jsonl.gz");
    Files.write(cut, java.util.Arrays.copyOf(content, content.length / 2));
    assertThatThrownBy(() -> Problems.read(cut))
        .isInstanceOf(JsonlException.class)
        .hasMessageMatching(
            "(?s).*cut.jsonl.gz:[0-9]+: the compressed file is damaged or cut off.*");
  }

  @Test
  void aPlainFileCalledGzIsRefused() throws IOException {
    Path file = folder.resolve("plain.jsonl.gz");
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> Problems.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plain.jsonl.gz cannot be read");
  }

  @Test
  void compressedMembersInARowAreOneFile() throws IOException {
    Path file = folder.resolve("two.jsonl.gz");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (Problem problem : List.of(PLAIN, FULL)) {
        GZIPOutputStream member = new GZIPOutputStream(out);
        Jsonl.writeRow(member, Problems.toRow(problem));
        member.finish();
      }
    }
    assertThat(Problems.read(file)).containsExactly(PLAIN, FULL);
  }

  /** A row is there as soon as its line is: needed where lines come one by one from a pipe. */
  @Test
  void readsNoFurtherThanItMust() {
    String text = "{\"question\":\"q\",\"solution\":\"s\"}\nnot json\n";
    Iterator<Problem> problems =
        Jsonl.read(bytes(text), "test.jsonl", Problems::fromRow).iterator();
    assertThat(problems.next().question()).isEqualTo("q");
    assertThatThrownBy(problems::next).isInstanceOf(JsonlException.class);
  }

  /** Bytes of every kind either are rows or say what is wrong, by file and line. */
  @Test
  void foreignBytesNeverGiveAnotherFailure() {
    Random random = new Random(7);
    byte[] good =
        "{\"question\":\"q\",\"solution\":\"s\",\"trace\":\"ü\"}\n".repeat(3).getBytes(UTF_8);
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = good.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        List<Problem> problems =
            Jsonl.read(new ByteArrayInputStream(bytes), "test.jsonl", Problems::fromRow).toList();
        assertThat(problems).hasSizeLessThanOrEqualTo(6);
      } catch (JsonlException e) {
        assertThat(e).hasMessageStartingWith("test.jsonl:" + e.line() + ": ");
      }
    }
  }

  private static Stream<JsonlRow> rows(InputStream in, int maxLineBytes) {
    return Jsonl.read(in, "test.jsonl", maxLineBytes, row -> row);
  }

  private static List<Problem> read(String text) {
    return Jsonl.read(bytes(text), "test.jsonl", Problems::fromRow).toList();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
