package io.didact.data;

import io.didact.text.TokenIds;
import org.jspecify.annotations.Nullable;

/**
 * A question with its known solution: one line of a problem file.
 *
 * @param id names the problem within its data set
 * @param question q, the text put to teacher and student
 * @param solution s, the known solution that r_SS scores
 * @param answer what an answer checker compares with; null where the solution itself is the answer
 * @param trace an explanation that came with the data (an expert's), null where there is none
 * @param traceIds the trace's tokens as they were sampled, null where it did not come from a model
 * @param system the system text that came with the data, null where there is none; only a {@link
 *     TagFormat} that has a place for it uses it
 */
public record Problem(
    String id,
    String question,
    String solution,
    @Nullable String answer,
    @Nullable String trace,
    @Nullable TokenIds traceIds,
    @Nullable String system) {
  public Problem {
    if (question.isBlank()) {
      throw new IllegalArgumentException("problem " + id + ": the question is empty");
    }
    if (solution.isBlank()) {
      throw new IllegalArgumentException("problem " + id + ": the solution is empty");
    }
  }

  /** Without a system text. */
  public Problem(
      String id,
      String question,
      String solution,
      @Nullable String answer,
      @Nullable String trace,
      @Nullable TokenIds traceIds) {
    this(id, question, solution, answer, trace, traceIds, null);
  }

  /** With a trace that is text alone. */
  public Problem(
      String id,
      String question,
      String solution,
      @Nullable String answer,
      @Nullable String trace) {
    this(id, question, solution, answer, trace, null, null);
  }

  /** What an answer is checked against: the answer, or the solution where none is given. */
  public String expectedAnswer() {
    return answer == null ? solution : answer;
  }

  /** The same problem under another name. */
  public Problem withId(String name) {
    return new Problem(name, question, solution, answer, trace, traceIds, system);
  }

  /** The same problem, checked against another answer. */
  Problem withAnswer(@Nullable String expected) {
    return new Problem(id, question, solution, expected, trace, traceIds, system);
  }

  /** The same problem and right answer with a solution that somebody wrote. */
  public Problem withSolution(String written) {
    return new Problem(id, question, written, expectedAnswer(), trace, traceIds, system);
  }

  /** The same problem with another explanation. */
  public Problem withTrace(@Nullable String explanation) {
    return new Problem(id, question, solution, answer, explanation, null, system);
  }
}
