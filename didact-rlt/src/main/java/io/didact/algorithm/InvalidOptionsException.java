package io.didact.algorithm;

import java.util.List;

/** Options that cannot be used, with everything that is wrong with them, not only the first. */
public final class InvalidOptionsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  // An ArrayList or List.of list, both serializable.
  @SuppressWarnings("serial")
  private final List<String> problems;

  InvalidOptionsException(String subject, List<String> problems) {
    super(subject + ": " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence per problem, of the form {@code lambda must be ≥ 0, was -1.0}. */
  public List<String> problems() {
    return problems;
  }
}
