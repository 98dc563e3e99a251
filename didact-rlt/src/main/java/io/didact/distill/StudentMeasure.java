package io.didact.distill;

import io.didact.algorithm.RankSurprisal;
import io.didact.data.ScoringSequence;
import io.didact.data.StudentFormat;
import io.didact.data.Trace;
import io.didact.engine.Scorer;
import io.didact.engine.TooLongException;
import java.util.List;

/**
 * How a student takes traces: it reads question and thought, at temperature 1.
 *
 * @param format how it sees them
 * @param student π_s
 */
public record StudentMeasure(StudentFormat format, Scorer student) {
  /**
   * Each trace's, in order.
   *
   * @throws IllegalArgumentException naming the first trace that the student cannot read
   */
  public List<RankSurprisal> of(List<Trace> traces) {
    return student.rank(traces.stream().map(this::request).toList()).stream()
        .map(spans -> spans.get(0))
        .map(thought -> RankSurprisal.of(thought.logProbs(), thought.ranks()))
        .toList();
  }

  /** What a student reads of a trace. */
  public static Scorer.Request request(StudentFormat format, Trace trace) {
    ScoringSequence sequence = format.sequence(trace.explained());
    return new Scorer.Request(sequence.ids(), sequence.think());
  }

  private Scorer.Request request(Trace trace) {
    Scorer.Request request = request(format, trace);
    try {
      student.requireRoom(request, 0);
    } catch (TooLongException e) {
      throw new IllegalArgumentException(
          "problem %s: a trace is too long for the student: %s. Leave out longer ones with maxTokens"
              .formatted(trace.problem().id(), e.getMessage()),
          e);
    }
    return request;
  }
}
