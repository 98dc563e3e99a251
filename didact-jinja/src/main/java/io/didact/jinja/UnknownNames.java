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

  void filter(Token name) {
    if (!lenient && !Filters.isKnown(name.text())) {
      found.add(TemplateException.syntax(name.line(), Filters.unknown(name.text())));
    }
  }

  void test(Token name) {
    if (!lenient && !Tests.isKnown(name.text())) {
      found.add(TemplateException.syntax(name.line(), Tests.unknown(name.text())));
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
