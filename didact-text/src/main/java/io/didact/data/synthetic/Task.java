package io.didact.data.synthetic;

/** A question that this package can make, solve, explain and check. */
public sealed interface Task permits Chain, Searched {
  /** q, as the models see it. */
  String question();

  /** s, the canonical solution. */
  String solution();

  /** What an answer is checked against; the solution, where it does not say otherwise. */
  default String expected() {
    return solution();
  }

  /** Whether an answer is right; any text is a legal answer. */
  boolean correct(String answer);

  /** What {@link Split} goes by: tasks that give each other away have the same key. */
  String key();

  /** Which domain it belongs to. */
  Domain domain();
}
