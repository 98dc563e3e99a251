package io.didact.eval;

import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.data.Problem;
import io.didact.engine.Finish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * One answer of a model with the judgement on it.
 *
 * @param problem that was asked
 * @param sample which of the problem's answers, from 0
 * @param seed of its random draws
 * @param response all that was written, as text
 * @param answer the text between the solution tags; empty where there is none
 * @param formatted whether the response has the student's format
 * @param correct whether it is formatted and its answer is right
 * @param tokens number of tokens written
 * @param finish why it ended
 */
public record JudgedAnswer(
    Problem problem,
    int sample,
    long seed,
    String response,
    String answer,
    boolean formatted,
    boolean correct,
    int tokens,
    Finish finish) {

  /** Writes one row an answer; the file appears only when it is complete. */
  public static void write(Path file, List<JudgedAnswer> answers) throws IOException {
    Jsonl.write(file, answers.stream(), JudgedAnswer::row);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param problems those that were asked, by id
   */
  public static List<JudgedAnswer> read(Path file, Map<String, Problem> problems)
      throws IOException {
    try (Stream<JudgedAnswer> rows = Jsonl.read(file, row -> fromRow(row, problems))) {
      return rows.toList();
    }
  }

  private static JudgedAnswer fromRow(JsonlRow row, Map<String, Problem> problems) {
    Problem problem = problems.get(row.string("problem"));
    if (problem == null) {
      throw row.wrong("there is no problem " + row.string("problem"));
    }
    return new JudgedAnswer(
        problem,
        (int) row.optionalLong("sample").orElse(0),
        row.optionalLong("seed").orElse(0),
        row.string("response"),
        row.string("answer"),
        row.flag("formatted", false),
        row.flag("correct", false),
        (int) row.optionalLong("tokens").orElse(0),
        Finish.valueOf(row.string("finish").toUpperCase(Locale.ROOT)));
  }

  private ObjectNode row() {
    return Jsonl.newRow()
        .put("problem", problem.id())
        .put("sample", sample)
        .put("question", problem.question())
        .put("expected", problem.expectedAnswer())
        .put("response", response)
        .put("answer", answer)
        .put("correct", correct)
        .put("formatted", formatted)
        .put("tokens", tokens)
        .put("finish", finish.name().toLowerCase(Locale.ROOT))
        .put("seed", seed);
  }
}
