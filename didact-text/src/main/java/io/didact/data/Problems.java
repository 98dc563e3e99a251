package io.didact.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Problem files: {@link Rows} with {@code question} and {@code solution}, and optionally {@code
 * id}, {@code answer}, {@code trace}, {@code traceIds} and {@code system}. Other fields are left
 * alone, so a file of {@link Trace}s is a problem file too.
 */
public final class Problems {
  static final String TRACE_IDS = "traceIds";

  private Problems() {}

  /** All problems of a file, in its order. */
  public static List<Problem> read(Path file) throws IOException {
    return read(file, Columns.OWN);
  }

  /** All problems of a file that has its own names for question, solution and so on. */
  public static List<Problem> read(Path file, Columns columns) throws IOException {
    return DataFiles.of(List.of(file))
        .read(row -> Optional.of(columns.read(row)), BadRows.FAIL, 0)
        .items();
  }

  /** Writes a file that appears only when it is complete. */
  public static void write(Path file, Stream<Problem> problems) throws IOException {
    Jsonl.write(file, problems, Problems::toRow);
  }

  /** A problem of one row; one without an id is called after its line. */
  public static Problem fromRow(JsonlRow row) {
    return Columns.OWN.read(row);
  }

  /** The row of a problem; absent parts are left out. */
  public static ObjectNode toRow(Problem problem) {
    ObjectNode row =
        Jsonl.newRow()
            .put("id", problem.id())
            .put("question", problem.question())
            .put("solution", problem.solution());
    if (problem.answer() != null) {
      row.put("answer", problem.answer());
    }
    if (problem.trace() != null) {
      row.put("trace", problem.trace());
    }
    if (problem.system() != null) {
      row.put("system", problem.system());
    }
    if (problem.traceIds() != null) {
      problem.traceIds().stream().forEach(row.putArray(TRACE_IDS)::add);
    }
    return row;
  }
}
