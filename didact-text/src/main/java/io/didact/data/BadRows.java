package io.didact.data;

/** What becomes of rows that cannot be used, or must not be. */
public enum BadRows {
  /** They are an error that names them. */
  FAIL,
  /** They are left out, counted by reason, and the first are named. */
  SKIP
}
