package io.didact.recipe.stage;

import io.didact.data.JsonlRow;
import io.didact.data.Problem;
import io.didact.data.Problems;
import io.didact.data.RowLayout;
import io.didact.data.Trace;
import io.didact.text.TokenIds;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/** What the rows of a source are read as: problems, traces, or the items of a task. */
public interface RowKind<T> {
  /** Problems, with traces or without. */
  RowKind<Problem> PROBLEM = new ProblemRows(false);

  /** Problems with traces to learn from. */
  RowKind<Problem> EXPLAINED = new ProblemRows(true);

  /** Traces, with rewards and the like where a stage wrote them. */
  RowKind<Trace> TRACE = new TraceRows();

  /**
   * One of a file.
   *
   * @throws io.didact.data.JsonlException where the row cannot be used, saying why
   */
  T read(JsonlRow row, RowLayout layout);

  /**
   * One that was made up.
   *
   * @throws IllegalArgumentException where it lacks what is wanted
   */
  T of(Problem problem);

  /** The problem that it is of. */
  Problem problem(T item);

  /** The same with its problem under another name. */
  T withId(T item, String id);

  /** As a row. */
  default ObjectNode row(T item) {
    return Problems.toRow(problem(item));
  }

  /** Rows as problems. */
  record ProblemRows(boolean explained) implements RowKind<Problem> {
    @Override
    public Problem read(JsonlRow row, RowLayout layout) {
      Problem problem = layout.read(row);
      if (explained && problem.trace() == null) {
        throw row.wrong(
            "problem %s: there is no trace to learn from (the view `solution-only` needs none)"
                .formatted(problem.id()));
      }
      return problem;
    }

    @Override
    public Problem of(Problem problem) {
      return problem;
    }

    @Override
    public Problem problem(Problem item) {
      return item;
    }

    @Override
    public Problem withId(Problem item, String id) {
      return item.withId(id);
    }
  }

  /** Rows as traces. */
  record TraceRows() implements RowKind<Trace> {
    @Override
    public Trace read(JsonlRow row, RowLayout layout) {
      Problem problem = layout.read(row);
      if (problem.trace() == null) {
        throw row.wrong("problem " + problem.id() + ": there is no trace");
      }
      return layout.equals(RowLayout.plain()) ? Trace.fromRow(row) : of(problem);
    }

    @Override
    public Trace of(Problem problem) {
      if (problem.trace() == null) {
        throw new IllegalArgumentException("problem " + problem.id() + " has no trace");
      }
      TokenIds ids = problem.traceIds();
      return new Trace(
          problem, ids == null ? TokenIds.EMPTY : ids, true, OptionalDouble.empty(), "", 0);
    }

    @Override
    public Problem problem(Trace item) {
      return item.problem();
    }

    @Override
    public Trace withId(Trace item, String id) {
      return new Trace(
          item.problem().withId(id),
          item.think(),
          item.closed(),
          item.reward(),
          item.source(),
          item.seed(),
          item.correct(),
          item.remark());
    }

    @Override
    public ObjectNode row(Trace item) {
      return item.toRow();
    }
  }
}
