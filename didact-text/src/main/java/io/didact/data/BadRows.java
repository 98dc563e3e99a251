package io.didact.data;

/** What becomes of rows in which something is missing or {@code null}. */
public enum BadRows {
  /** They are an error that names them. */
  FAIL,
  /** They are left out, counted, and the first are named. */
  SKIP
}
