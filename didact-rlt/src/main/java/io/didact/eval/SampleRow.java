package io.didact.eval;

import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.engine.Finish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One sample of an evaluation as it stands in {@code samples.jsonl}, with all its text. Figures are
 * taken from {@link SampleOutcome}, which is small.
 *
 * @param problem id of the problem that was asked
 * @param sample which of the problem's samples, from 0
 * @param seed of its random draws
 * @param promptHash hash of the prompt's ids, where it is known
 * @param prompt what the model read, as text
 * @param response all that it wrote, as text
 * @param expected the right answer
 * @param extracted the answer that was found in the response, not blank
 * @param verdict what was made of it
 * @param reason why it was judged so; may be empty
 * @param tokens number of tokens written
 * @param finish why it ended
 * @param subject of the problem, where the data has it
 * @param level how hard the problem is, where the data says so
 */
public record SampleRow(
    String problem,
    int sample,
    long seed,
    Optional<String> promptHash,
    String prompt,
    String response,
    String expected,
    Optional<String> extracted,
    Verdict verdict,
    String reason,
    int tokens,
    Finish finish,
    Optional<String> subject,
    Optional<String> level) {
  public SampleRow {
    if (sample < 0 || tokens < 0) {
      throw new IllegalArgumentException(
          "sample " + sample + " of " + problem + " with " + tokens + " tokens");
    }
    extracted = extracted.filter(text -> !text.isBlank());
  }

  /** What is made of a sample. */
  public enum Verdict {
    /** The answer equals the expected one. */
    CORRECT,
    /** It does not, or there is none. */
    WRONG,
    /** Whether it does could not be found out within bounds; counts as not correct. */
    UNDECIDED;

    /** As it stands in files. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The rows of a file, one at a time; the caller closes the stream. {@code answers.jsonl} of a
   * stage with a tag format is read as well: its {@code question} is the prompt, its {@code answer}
   * what was extracted.
   *
   * @throws io.didact.data.JsonlException while reading, naming file and line of a row that is
   *     wrong
   */
  public static Stream<SampleRow> read(Path file) throws IOException {
    return Jsonl.read(file, SampleRow::of);
  }

  /** What figures need of it. */
  public SampleOutcome outcome() {
    return SampleOutcome.of(this);
  }

  private static SampleRow of(JsonlRow row) {
    boolean tagged = row.fields().has("formatted");
    boolean unformatted = tagged && !row.flag("formatted", true);
    return new SampleRow(
        row.string("problem"),
        count(row, "sample", 0),
        row.optionalLong("seed").orElse(0),
        row.optionalString("promptHash"),
        row.string(tagged ? "question" : "prompt"),
        row.string("response"),
        row.string("expected"),
        row.optionalString(tagged ? "answer" : "extracted"),
        verdict(row),
        row.optionalString("reason")
            .orElse(unformatted ? "the response does not have the student's format" : ""),
        count(row, "tokens"),
        finish(row),
        label(row, "subject"),
        label(row, "level"));
  }

  private static Verdict verdict(JsonlRow row) {
    boolean correct = row.flag("correct", false);
    Optional<String> word = row.optionalString("verdict");
    if (word.isEmpty()) {
      if (!row.fields().has("correct")) {
        throw row.wrong("the field 'verdict' is missing");
      }
      return correct ? Verdict.CORRECT : Verdict.WRONG;
    }
    Verdict verdict =
        Arrays.stream(Verdict.values())
            .filter(each -> each.word().equals(word.get()))
            .findFirst()
            .orElseThrow(() -> row.wrong(oneOf("verdict", Verdict.values(), word.get())));
    if (row.fields().has("correct") && correct != (verdict == Verdict.CORRECT)) {
      throw row.wrong("'verdict' is " + word.get() + ", but 'correct' is " + correct);
    }
    return verdict;
  }

  private static Finish finish(JsonlRow row) {
    String word = row.string("finish");
    return Arrays.stream(Finish.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() -> row.wrong(oneOf("finish", Finish.values(), word)));
  }

  private static String oneOf(String field, Enum<?>[] values, String was) {
    return Arrays.stream(values)
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", ", "'" + field + "' must be one of ", ", was " + was));
  }

  private static int count(JsonlRow row, String field, long otherwise) {
    return checked(row, field, row.optionalLong(field).orElse(otherwise));
  }

  private static int count(JsonlRow row, String field) {
    OptionalLong value = row.optionalLong(field);
    return checked(
        row, field, value.orElseThrow(() -> row.wrong("the field '" + field + "' is missing")));
  }

  private static int checked(JsonlRow row, String field, long value) {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw row.wrong("'" + field + "' must be from 0 to " + Integer.MAX_VALUE + ", was " + value);
    }
    return (int) value;
  }

  /** A text or a whole number: MATH has levels 1 to 5. */
  private static Optional<String> label(JsonlRow row, String field) {
    JsonNode node = row.fields().path(field);
    return node.isIntegralNumber() ? Optional.of(node.asString()) : row.optionalString(field);
  }
}
