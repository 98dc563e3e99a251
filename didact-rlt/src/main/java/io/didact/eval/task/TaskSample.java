package io.didact.eval.task;

import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.engine.Finish;
import io.didact.eval.answer.Judgement;
import io.didact.eval.answer.Verdict;
import io.didact.run.Sha256;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One response with the judgement on it: a row of {@code samples.jsonl}.
 *
 * @param problem its id
 * @param sample which of the problem's responses, from 0
 * @param seed of its draws
 * @param promptHash see {@link #hash}
 * @param prompt all that the model read, as text
 * @param response all that it wrote, as text, without what ended it
 * @param expected the right answer
 * @param tokens number of tokens written
 * @param finish why it ended
 * @param choices in the order shown; none where there are none
 */
public record TaskSample(
    String problem,
    int sample,
    long seed,
    String promptHash,
    String prompt,
    String response,
    String expected,
    Judgement judgement,
    int tokens,
    Finish finish,
    Optional<String> subject,
    Optional<String> level,
    List<String> choices) {
  /** The name of the file in a run's directory. */
  public static final String FILE = "samples.jsonl";

  public TaskSample {
    choices = List.copyOf(choices);
  }

  /** SHA-256 of the ids in decimal with one blank between them, in hexadecimal. */
  static String hash(TokenIds ids) {
    return Sha256.of(ids.stream().mapToObj(String::valueOf).collect(Collectors.joining(" ")));
  }

  /** Whether it is right. */
  public boolean correct() {
    return judgement.verdict() == Verdict.CORRECT;
  }

  /** The same response with the judgement of a rule. */
  public TaskSample judged(AnswerRule rule) {
    return new TaskSample(
        problem,
        sample,
        seed,
        promptHash,
        prompt,
        response,
        expected,
        rule.judge(response, expected),
        tokens,
        finish,
        subject,
        level,
        choices);
  }

  /** Writes a file that appears only when it is complete. */
  public static void write(Path file, List<TaskSample> samples) throws IOException {
    Jsonl.write(file, samples.stream(), TaskSample::row);
  }

  /** Reads what {@link #write} wrote. */
  public static List<TaskSample> read(Path file) throws IOException {
    try (Stream<TaskSample> rows = Jsonl.read(file, TaskSample::of)) {
      return rows.toList();
    }
  }

  private static TaskSample of(JsonlRow row) {
    List<String> choices =
        row.fields().path("choices").values().stream().map(each -> each.asString()).toList();
    return new TaskSample(
        row.string("problem"),
        (int) row.optionalLong("sample").orElse(0),
        row.optionalLong("seed").orElse(0),
        row.string("promptHash"),
        row.string("prompt"),
        row.string("response"),
        row.string("expected"),
        new Judgement(
            Verdict.valueOf(row.string("verdict").toUpperCase(Locale.ROOT)),
            row.string("extracted"),
            row.string("reason")),
        (int) row.optionalLong("tokens").orElse(0),
        Finish.valueOf(row.string("finish").toUpperCase(Locale.ROOT)),
        row.optionalString("subject"),
        row.optionalString("level"),
        choices);
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
            .put("extracted", judgement.extracted())
            .put("verdict", judgement.verdict().name().toLowerCase(Locale.ROOT))
            .put("correct", correct())
            .put("reason", judgement.reason())
            .put("tokens", tokens)
            .put("finish", finish.name().toLowerCase(Locale.ROOT));
    subject.ifPresent(value -> row.put("subject", value));
    level.ifPresent(value -> row.put("level", value));
    if (!choices.isEmpty()) {
      ArrayNode shown = row.putArray("choices");
      choices.forEach(shown::add);
    }
    return row;
  }
}
