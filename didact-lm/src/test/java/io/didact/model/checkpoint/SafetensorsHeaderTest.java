package io.didact.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers are foreign bytes: any may come, and an {@link IOException} is all that may follow. */
class SafetensorsHeaderTest {
  private static final Path FILE = Path.of("model.safetensors");
  private static final long DATA = 1000;
  private static final long SIZE = 1032;

  @TempDir Path directory;

  private static Map<String, Safetensors.Entry> parse(String header) throws IOException {
    return SafetensorsHeader.parse(FILE, header, DATA, SIZE);
  }

  @Test
  void entriesComeInTheOrderOfTheirBytes() throws IOException {
    Map<String, Safetensors.Entry> entries =
        parse(
            """
            {"b": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]},
             "__metadata__": {"any": "thing"},
             "a": {"dtype": "I64", "shape": [], "data_offsets": [0, 8], "more": [{}, 1]},
             "e": {"dtype": "F32", "shape": [0, 9223372036854775807], "data_offsets": [8, 8]}}
            """);
    assertThat(entries.keySet()).containsExactly("a", "e", "b");
    assertThat(entries.get("b").start()).isEqualTo(1008);
    assertThat(entries.get("b").end()).isEqualTo(SIZE);
    assertThat(entries.get("b").elements()).isEqualTo(6);
    assertThat(SafetensorsHeader.parse(FILE, "{}", DATA, DATA)).isEmpty();
  }

  /** Of 32 bytes: 4 that belong to nothing, 4 of a, 8 of nothing, 8 of b, 8 of nothing. */
  @Test
  void bytesOfNoTensorAreRefused() {
    String entry = "\"%s\": {\"dtype\": \"U8\", \"shape\": [%d], \"data_offsets\": [%d, %d]}";
    String header =
        "{" + entry.formatted("a", 4, 4, 8) + "," + entry.formatted("b", 8, 16, 24) + "}";
    assertThatThrownBy(() -> parse(header))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "model.safetensors: 4 bytes before a belong to no tensor; 8 bytes before b belong to no"
                + " tensor; 8 bytes at the end belong to no tensor");
  }

  @Test
  void allBadEntriesAreNamedAtOnce() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    {"a": {"dtype": "F8_E4M3", "shape": [1], "data_offsets": [0, 1]},
                     "b": 1,
                     "c": {"dtype": "F32", "shape": [8], "data_offsets": [4, 36]}}
                    """))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "model.safetensors: a: dtype F8_E4M3 is not supported; b: shape or data_offsets missing"
                + " or malformed; c: ends at byte 1036, the file has 1032 (truncated?)");
  }

  /** Each line: dtype, shape and offsets of a tensor named w, and what the complaint says of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'F32'                  | [2]                    | [0, 4]        | needs 8 bytes",
        "'F32'                  | [1]                    | [4, 0]        | needs 4 bytes",
        "'F32'                  | [1]                    | [-4, 0]       | -4 is not a size",
        "'F32'                  | [-1]                   | [0, 4]        | -1 is not a size",
        "'F32'                  | [1.0]                  | [0, 4]        | 1.0 is not a size",
        "'F32'                  | [1e400]                | [0, 4]        | is not a size",
        "'F32'                  | [9223372036854775808]  | [0, 4]        | is not a size",
        "'F32'                  | [\"1\"]                | [0, 4]        | \"1\" is not a size",
        "'F32'                  | [null]                 | [0, 4]        | null is not a size",
        "'F32'                  | [4611686018427387904, 4] | [0, 0]      | its shape overflows",
        "'F32'                  | [2305843009213693952]  | [0, 0]        | its shape overflows",
        "'F32'                  | [1,1,1,1,1,1,1,1,1]    | [0, 4]        | malformed",
        "'F32'                  | {}                     | [0, 4]        | malformed",
        "'F32'                  | 1                      | [0, 4]        | malformed",
        "'F32'                  | [1]                    | [0, 4, 8]     | malformed",
        "'F32'                  | [1]                    | {\"0\": 4}    | malformed",
        "'F32'                  | [1]                    | [32, 36]      | truncated?",
        "'F32'                  | [2305843009213693951]  | [0, 9223372036854775804] | truncated?",
        "'F32'                  | [1] | [9223372036854775803, 9223372036854775807] | truncated?",
        "'F8_E4M3'              | [1]                    | [0, 1]        | F8_E4M3 is not supported",
        "'f32'                  | [1]                    | [0, 4]        | f32 is not supported",
        "''                     | [1]                    | [0, 4]        | is not supported",
      })
  void badEntriesAreNamed(String dtype, String shape, String offsets, String complaint) {
    String header =
        "{\"ok\": {\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [0, 1]}, \"w\": {"
            + ("\"dtype\": \"" + dtype + "\", \"shape\": " + shape)
            + (", \"data_offsets\": " + offsets + "}}");
    assertThatThrownBy(() -> parse(header))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("model.safetensors: w: ")
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"w\": 1}",
        "{\"w\": null}",
        "{\"w\": []}",
        "{\"w\": {}}",
        "{\"w\": {\"dtype\": [\"F32\"], \"shape\": [1], \"data_offsets\": [0, 4]}}",
        "{\"w\": {\"dtype\": {}, \"shape\": [1], \"data_offsets\": [0, 4]}}",
        "{\"w\": {\"dtype\": null, \"shape\": [1], \"data_offsets\": [0, 4]}}",
        "{\"w\": {\"w\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}}"
      })
  void wronglyNestedEntriesAreNamed(String header) {
    assertThatThrownBy(() -> parse(header))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("model.safetensors: w: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "[]", "7", "\"x\"", "null", "{", "{}}", "{} {}", "{\"w\":", "\0"})
  void whatIsNoObjectIsRefused(String header) {
    assertThatThrownBy(() -> parse(header))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("model.safetensors: the header is not");
  }

  @Test
  void aThousandLevelsAreRefused() {
    for (String nest : List.of("[", "{\"w\":")) {
      assertThatThrownBy(() -> parse("{\"w\":" + nest.repeat(100_000)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("model.safetensors: the header is not JSON");
    }
  }

  @Test
  void twoTensorsOfOneNameAreRefused() {
    String entry = "\"w\": {\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [%d, %d]}";
    assertThatThrownBy(
            () -> parse("{" + entry.formatted(0, 1) + ", " + entry.formatted(1, 2) + "}"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("model.safetensors: the header is not JSON: ")
        .hasMessageContaining("\"w\"");
  }

  @Test
  void overlapIsRefused() {
    String entry = "\"%s\": {\"dtype\": \"U8\", \"shape\": [4], \"data_offsets\": [%d, %d]}";
    assertThatThrownBy(
            () -> parse("{" + entry.formatted("a", 3, 7) + "," + entry.formatted("w", 0, 4) + "}"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("model.safetensors: a overlaps the tensor before it");
  }

  // ---- whole files ----

  private Path file(long claimed, String header, int data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(claimed).put(text);
    return Files.write(directory.resolve("foreign.safetensors"), bytes.array());
  }

  private static void refused(Path file, String complaint) {
    assertThatThrownBy(() -> Safetensors.readHeader(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(complaint);
  }

  @Test
  void filesShorterThanTheLengthAreRefused() throws IOException {
    Path file = directory.resolve("short.safetensors");
    for (int bytes = 0; bytes < 8; bytes++) {
      Files.write(file, new byte[bytes]);
      refused(file, "it has only " + bytes + " bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 99_999_999, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void lyingHeaderLengthsAreRefused(long claimed) throws IOException {
    refused(file(claimed, "{}", 0), "claims " + Long.toUnsignedString(claimed) + " bytes");
  }

  @Test
  void headersBeyondTheFormatsBoundAreRefusedThoughTheFileIsLongEnough() throws IOException {
    Path file = file(100_000_001, "{}", 0);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(200_000_000);
    }
    refused(file, "claims 100000001 bytes");
  }

  @Test
  void everyTruncationOfAFileIsRefused() throws IOException {
    String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    Path whole = file(header.length(), header, 8);
    assertThat(Safetensors.readHeader(whole)).containsOnlyKeys("w");
    byte[] bytes = Files.readAllBytes(whole);
    for (int length = 0; length < bytes.length; length++) {
      Path file = directory.resolve("cut.safetensors");
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      refused(file, "");
    }
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws IOException {
    Path file = file(4, "{\"w\"", 0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[8] = (byte) 0xff;
    Files.write(file, bytes);
    refused(file, "not JSON");
  }

  // ---- any header ----

  private static final List<String> WORDS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\\u0000",
          "-",
          "0",
          "1",
          "9",
          ".",
          "e",
          "null",
          "true",
          "\"w\"",
          "\"dtype\"",
          "\"shape\"",
          "\"data_offsets\"",
          "\"F32\"",
          "\"BOOL\"",
          "[0,4]",
          "{}",
          "9223372036854775807",
          "18446744073709551616",
          "1e999999999",
          "NaN",
          "\n",
          "\ud800",
          "ü",
          "\"__metadata__\"");

  /** 20,000 headers, each a good one with up to eight random edits. */
  @Test
  void mutatedHeadersAreEntriesOrAnIoException() {
    String good =
        """
        {"__metadata__":{"format":"pt"},\
        "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},\
        "b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},\
        "c":{"dtype":"U8","shape":[0],"data_offsets":[32,32]}}""";
    SplittableRandom random = new SplittableRandom(1);
    int accepted = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      StringBuilder header = new StringBuilder(good);
      int edits = 1 + random.nextInt(8);
      for (int edit = 0; edit < edits; edit++) {
        mutate(header, random);
      }
      accepted += isAccepted(header.toString()) ? 1 : 0;
    }
    assertThat(accepted).as("some edits leave a header good").isBetween(100, 10_000);
  }

  private static void mutate(StringBuilder header, SplittableRandom random) {
    int from = random.nextInt(header.length() + 1);
    int to = Math.min(header.length(), from + random.nextInt(1 + random.nextInt(40)));
    switch (random.nextInt(4)) {
      case 0 -> header.delete(from, to);
      case 1 -> header.insert(from, header.substring(from, to));
      case 2 -> header.insert(from, WORDS.get(random.nextInt(WORDS.size())));
      default -> header.replace(from, Math.min(to, from + 1), "" + (char) random.nextInt(32, 127));
    }
  }

  private static boolean isAccepted(String header) {
    try {
      long free = DATA;
      for (Safetensors.Entry entry : parse(header).values()) {
        boolean inOrder = entry.start() >= free && entry.end() >= entry.start();
        if (!inOrder || entry.end() > SIZE) {
          throw new AssertionError(entry + " of header " + header);
        }
        free = entry.end();
      }
      return true;
    } catch (IOException e) {
      if (!e.getMessage().startsWith("model.safetensors: ")) {
        throw new AssertionError("header " + header, e);
      }
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError("header " + header, e);
    }
  }
}
