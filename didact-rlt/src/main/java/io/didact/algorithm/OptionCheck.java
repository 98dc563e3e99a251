package io.didact.algorithm;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a record's options, so that its constructor reports all at once. */
final class OptionCheck {
  private final String subject;
  private final List<String> problems = new ArrayList<>();

  OptionCheck(String subject) {
    this.subject = subject;
  }

  /** Notes {@code name must be rule, was value} unless {@code holds}. */
  OptionCheck require(boolean holds, String name, String rule, Object value) {
    return require(holds, name + " must be " + rule + ", was " + value);
  }

  OptionCheck require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
    return this;
  }

  void done() {
    if (!problems.isEmpty()) {
      throw new InvalidOptionsException(subject, problems);
    }
  }
}
