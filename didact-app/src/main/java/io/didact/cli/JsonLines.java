package io.didact.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A picocli mixin for commands that answer JSON lines with JSON lines, one at a time, so that they
 * can stand in a pipe. Empty lines are skipped.
 */
final class JsonLines {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Option(names = "--input", paramLabel = "FILE", description = "JSON lines; default: stdin.")
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
   * @throws IOException naming file and line when a line is not a JSON object or cannot be answered
   */
  void answer(Console console, Answer answer) throws IOException {
    String name = input == null ? "stdin" : input.toString();
    try (BufferedReader reader = open(console)) {
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine(), number++) {
        if (line.isBlank()) {
          continue;
        }
        Object result;
        try {
          result = answer.to(object(line), number);
        } catch (IllegalArgumentException e) {
          throw new IOException(name + ":" + number + ": " + e.getMessage(), e);
        }
        console.out().println(JSON.writeValueAsString(result));
        console.out().flush();
        if (console.out().checkError()) {
          return; // whoever read our output has gone
        }
      }
    } catch (CharacterCodingException e) {
      throw new IOException(name + ": is not text in UTF-8", e);
    }
  }

  private static ObjectNode object(String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JacksonException e) {
      // without Jackson's note on where it read, which knows neither file nor line
      String what = e.getOriginalMessage().replaceFirst(" \\(start marker at .*", "");
      throw new IllegalArgumentException("not JSON: " + what, e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("not a JSON object");
  }

  private BufferedReader open(Console console) throws IOException {
    InputStream in = input == null ? console.in() : Files.newInputStream(input);
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }
}
