package io.didact.cli;

import io.didact.data.JsonReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A picocli mixin for commands that answer JSON lines with JSON lines, one at a time, so that they
 * can stand in a pipe. Empty lines are skipped. A line that cannot be answered costs no other: its
 * answer is {@code {"line":3,"error":"…"}}, and the command fails at its end.
 */
final class JsonLines {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "JSON lines; default: stdin. A line that cannot be answered gives "
              + "{\"line\":…,\"error\":\"…\"} and, at the end, exit code 1.")
  @Nullable Path input;

  /** Answers one line. */
  interface Answer {
    /**
     * @param line the object read
     * @param number of the line in the file, from 1
     * @return anything Jackson can write
     * @throws IllegalArgumentException when the line lacks something; the message says what
     */
    Object to(ObjectNode line, int number) throws IOException;
  }

  /**
   * Answers every line.
   *
   * @throws IOException at the end, naming file and line of the first that could not be answered
   */
  void answer(Console console, Answer answer) throws IOException {
    String name = input == null ? "stdin" : input.toString();
    int wrong = 0;
    String first = "";
    try (InputStream in = new BufferedInputStream(open(console))) {
      int number = 1;
      for (byte[] line = line(in); line != null; line = line(in), number++) {
        Object result;
        try {
          String text = text(line);
          if (text.isBlank()) {
            continue;
          }
          result = answer.to(JsonReader.object(line), number);
        } catch (IOException | RuntimeException | StackOverflowError e) {
          String message = message(e);
          result = error(number, message);
          first = wrong++ == 0 ? name + ":" + number + ": " + message : first;
        }
        console.out().println(JSON.writeValueAsString(result));
        console.out().flush();
        if (console.out().checkError()) {
          return; // whoever read our output has gone
        }
      }
    }
    if (wrong > 0) {
      String more = " (and %d more lines; each has an `error` in the output)".formatted(wrong - 1);
      throw new IOException(wrong == 1 ? first : first + more);
    }
  }

  private static Map<String, Object> error(int line, String message) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("line", line);
    row.put("error", message);
    return row;
  }

  /** What is no {@code IllegalArgumentException} is a fault of the program, so it is named. */
  private static String message(Throwable e) {
    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    boolean expected = e instanceof IllegalArgumentException || e instanceof IOException;
    return expected ? text : e.getClass().getSimpleName() + ": " + text;
  }

  /** The bytes up to the end of a line, or null behind the last. */
  private static byte @Nullable [] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    return line.toByteArray();
  }

  private static String text(byte[] line) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("is not text in UTF-8", e);
    }
  }

  private InputStream open(Console console) throws IOException {
    return input == null ? console.in() : Files.newInputStream(input);
  }
}
