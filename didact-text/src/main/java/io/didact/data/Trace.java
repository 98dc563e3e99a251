package io.didact.data;

import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An explanation that a teacher wrote, kept to train a student on: the tokens exactly as they were
 * sampled, and where they come from. Its row holds the problem's fields too, with the text as
 * {@code trace}: a file of traces is a problem file.
 *
 * @param problem the question and solution it explains; its {@code trace} is the kept think text
 * @param think [T] t, the sampled think tokens without tags; none where only the text is known
 * @param closed whether the closing tag was written
 * @param reward r of this explanation (paper eq. 5); empty where it was not scored
 * @param source who wrote it, as in {@code rlt-teacher/step-60}
 * @param seed the seed it was sampled with
 * @param correct whether the answer that was written after it is right; empty where nobody looked
 * @param remark what was done to it after it was sampled; empty where nothing was
 */
public record Trace(
    Problem problem,
    TokenIds think,
    boolean closed,
    OptionalDouble reward,
    String source,
    long seed,
    Optional<Boolean> correct,
    Optional<String> remark) {
  /** As it was sampled, with no look at an answer. */
  public Trace(
      Problem problem,
      TokenIds think,
      boolean closed,
      OptionalDouble reward,
      String source,
      long seed) {
    this(problem, think, closed, reward, source, seed, Optional.empty(), Optional.empty());
  }

  public Trace {
    if (problem.trace() == null) {
      throw new IllegalArgumentException("the trace of problem " + problem.id() + " has no text");
    }
    if (reward.isPresent() && !Double.isFinite(reward.getAsDouble())) {
      throw new IllegalArgumentException(
          "the reward of problem " + problem.id() + " is not finite: " + reward.getAsDouble());
    }
  }

  /** The problem with the trace's ids, where they are known. */
  public Problem explained() {
    return new Problem(
        problem.id(),
        problem.question(),
        problem.solution(),
        problem.answer(),
        problem.trace(),
        think.isEmpty() ? null : think,
        problem.system());
  }

  /** All traces of a file, in its order. */
  public static List<Trace> readAll(Path file) throws IOException {
    try (Stream<Trace> traces = Jsonl.read(file, Trace::fromRow)) {
      return traces.toList();
    }
  }

  /** Writes a file that appears only when it is complete. */
  public static void write(Path file, Stream<Trace> traces) throws IOException {
    Jsonl.write(file, traces, Trace::toRow);
  }

  /** A trace of one row, as {@link #toRow()} makes it. */
  public static Trace fromRow(JsonlRow row) {
    Problem problem = Problems.fromRow(row);
    return new Trace(
        problem.withTrace(problem.trace()),
        row.optionalTokenIds(Problems.TRACE_IDS).orElse(TokenIds.EMPTY),
        row.flag("closed", true),
        row.optionalNumber("reward"),
        row.optionalString("source").orElse(""),
        row.optionalLong("seed").orElse(0),
        row.optionalFlag("correct"),
        row.optionalString("remark"));
  }

  /** Whether only its text is known: it has no number of tokens. */
  public boolean hasTextAlone() {
    return think.isEmpty() && !String.valueOf(problem.trace()).isEmpty();
  }

  /** The problem's fields, then {@code traceIds, closed, reward, source, seed, correct, remark}. */
  public ObjectNode toRow() {
    ObjectNode row = Problems.toRow(problem);
    if (!hasTextAlone()) {
      ArrayNode ids = row.putArray(Problems.TRACE_IDS);
      think.stream().forEach(ids::add);
    }
    row.put("closed", closed);
    reward.ifPresent(value -> row.put("reward", value));
    row.put("source", source).put("seed", seed);
    correct.ifPresent(value -> row.put("correct", value));
    remark.ifPresent(value -> row.put("remark", value));
    return row;
  }
}
