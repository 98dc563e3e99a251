package io.didact.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Filters and tests that a template names and that do not exist. As in Jinja they are an error of
 * the template, except under an {@code if}: there they fail only when they are reached.
 */
final class UnknownNames {
  private final List<TemplateException> found = new ArrayList<>();
  private boolean lenient;

  /**
   * Whether what is read from now on may never be reached.
   *
   * @return what held before
   */
  boolean lenient(boolean now) {
    boolean before = lenient;
    lenient = now;
    return before;
  }

  /** Notes a name that is not in its table. */
  void check(Token name, Table<Value> known) {
    if (!lenient && !known.has(name.text())) {
      found.add(TemplateException.syntax(name.line(), known.unknown(name.text())));
    }
  }

  int count() {
    return found.size();
  }

  /** Forgets those after the first ones: an {@code if} came behind them. */
  void excuseFrom(int first) {
    found.subList(first, found.size()).clear();
  }

  void requireNone() {
    if (!found.isEmpty()) {
      throw found.get(0);
    }
  }
}
