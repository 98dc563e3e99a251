package io.didact.recipe.stage;

/** What becomes of problems that are longer than a model's positions, or than a stage allows. */
public enum TooLong {
  /** They are an error that names them. */
  FAIL,
  /** They are left out, counted, and the first are named. */
  LEAVE_OUT
}
