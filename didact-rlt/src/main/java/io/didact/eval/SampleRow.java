package io.didact.eval;

import io.didact.answers.Grade;
import io.didact.answers.Verdict;
import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.engine.Finish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One response of a model with the grade on it, as it stands in {@code samples.jsonl}, with all its
 * text. Metrics are taken from {@link SampleOutcome}, which is small.
 *
 * @param problem id of the problem that was asked
 * @param sample which of the problem's samples, from 0
 * @param seed of its random draws
 * @param promptHash SHA-256 of the prompt's ids
 * @param prompt all that the model read, as text
 * @param response all that it wrote, as text, without what ended it
 * @param expected the right answer
 * @param grade what was made of it; its reason may be empty
 * @param tokens number of tokens written
 * @param repetition {@link io.didact.data.Repetition} of them; nothing in files of earlier builds
 * @param finish why it ended
 * @param subject of the problem, where the data has it
 * @param level how hard the problem is, where the data says so
 * @param choices in the order shown; none where there are none
 */
public record SampleRow(
    String problem,
    int sample,
    long seed,
    String promptHash,
    String prompt,
    String response,
    String expected,
    Grade grade,
    int tokens,
    OptionalDouble repetition,
    Finish finish,
    Optional<String> subject,
    Optional<String> level,
    List<String> choices) {
  /** The name of the file in a run's directory. */
  public static final String FILE = "samples.jsonl";

  public SampleRow {
    if (sample < 0 || tokens < 0) {
      throw new IllegalArgumentException(
          "sample " + sample + " of " + problem + " with " + tokens + " tokens");
    }
    choices = List.copyOf(choices);
  }

  /**
   * The rows of a file, one at a time; the caller closes the stream.
   *
   * @throws io.didact.data.JsonlException while reading, naming file and line of a row that is
   *     wrong
   */
  public static Stream<SampleRow> read(Path file) throws IOException {
    return Jsonl.read(file, SampleRow::of);
  }

  /** All rows of a file. */
  public static List<SampleRow> readAll(Path file) throws IOException {
    try (Stream<SampleRow> rows = read(file)) {
      return rows.toList();
    }
  }

  /** Writes a file that appears only when it is complete. */
  public static void write(Path file, List<SampleRow> rows) throws IOException {
    Jsonl.write(file, rows.stream(), SampleRow::row);
  }

  /** Whether it is right. */
  public boolean correct() {
    return grade.isCorrect();
  }

  /** The same response with another grade. */
  public SampleRow graded(Grade now) {
    return new SampleRow(
        problem,
        sample,
        seed,
        promptHash,
        prompt,
        response,
        expected,
        now,
        tokens,
        repetition,
        finish,
        subject,
        level,
        choices);
  }

  /** What metrics need of it. */
  public SampleOutcome outcome() {
    return SampleOutcome.of(this);
  }

  private static SampleRow of(JsonlRow row) {
    return new SampleRow(
        row.string("problem"),
        count(row, "sample"),
        number(row, "seed"),
        row.string("promptHash"),
        row.string("prompt"),
        row.string("response"),
        row.string("expected"),
        new Grade(verdict(row), row.string("extracted"), row.string("reason")),
        count(row, "tokens"),
        row.optionalNumber("repetition"),
        named(row, "finish", Finish.values()),
        row.optionalString("subject"),
        row.optionalString("level"),
        row.fields().path("choices").values().stream().map(each -> each.asString("")).toList());
  }

  private ObjectNode row() {
    ObjectNode row =
        Jsonl.newRow()
            .put("problem", problem)
            .put("sample", sample)
            .put("seed", seed)
            .put("promptHash", promptHash)
            .put("prompt", prompt)
            .put("response", response)
            .put("expected", expected)
            .put("extracted", grade.extracted())
            .put("verdict", grade.verdict().word())
            .put("correct", correct())
            .put("reason", grade.reason())
            .put("tokens", tokens);
    repetition.ifPresent(value -> row.put("repetition", value));
    row.put("finish", finish.name().toLowerCase(Locale.ROOT));
    subject.ifPresent(value -> row.put("subject", value));
    level.ifPresent(value -> row.put("level", value));
    if (!choices.isEmpty()) {
      ArrayNode shown = row.putArray("choices");
      choices.forEach(shown::add);
    }
    return row;
  }

  private static Verdict verdict(JsonlRow row) {
    Verdict verdict = named(row, "verdict", Verdict.values());
    boolean correct = row.flag("correct", verdict == Verdict.CORRECT);
    if (correct != (verdict == Verdict.CORRECT)) {
      throw row.wrong("'verdict' is " + verdict.word() + ", but 'correct' is " + correct);
    }
    return verdict;
  }

  /** The constant that a field names. */
  private static <E extends Enum<E>> E named(JsonlRow row, String field, E[] values) {
    String word = row.string(field);
    return Arrays.stream(values)
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                row.wrong(
                    Arrays.stream(values)
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .collect(
                            Collectors.joining(
                                ", ", "'" + field + "' must be one of ", ", was " + word))));
  }

  private static int count(JsonlRow row, String field) {
    long value = number(row, field);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw row.wrong("'" + field + "' must be from 0 to " + Integer.MAX_VALUE + ", was " + value);
    }
    return (int) value;
  }

  private static long number(JsonlRow row, String field) {
    return row.optionalLong(field)
        .orElseThrow(() -> row.wrong("the field '" + field + "' is missing"));
  }
}
