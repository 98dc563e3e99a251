package io.didact.answers;

import java.util.Locale;

/** What a grader says of an answer. */
public enum Verdict {
  /** It is the expected one. */
  CORRECT,
  /** It is another one, or there is none. */
  WRONG,
  /** It could not be read, or comparing it would take too much work; it does not count as right. */
  UNDECIDED;

  /** As it stands in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
