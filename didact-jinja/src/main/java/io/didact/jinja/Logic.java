package io.didact.jinja;

import io.didact.jinja.Value.Listed;
import io.didact.jinja.Value.Str;
import io.didact.jinja.Value.Undefined;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Truth, equality, order and membership as in Python. */
final class Logic {
  private Logic() {}

  static boolean truth(Value value) {
    if (value == Value.None.NONE || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Value.Bool bool) {
      return bool == Value.Bool.TRUE;
    }
    if (value instanceof Value.Int integer) {
      return integer.number().signum() != 0;
    }
    if (value instanceof Value.Real real) {
      return real.number() != 0;
    }
    Optional<Long> length = Sequences.size(value);
    return length.isEmpty() || length.get() > 0;
  }

  static boolean equal(Run run, Value left, Value right) {
    run.enter();
    try {
      if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
        return Numbers.compare(left, right).filter(order -> order == 0).isPresent();
      }
      if (left instanceof Str a && right instanceof Str b) {
        run.work(Math.min(a.text().length(), b.text().length()) / 16);
        return a.text().equals(b.text());
      }
      if (left instanceof Listed a && right instanceof Listed b && Sequences.sameType(a, b)) {
        return equal(run, a.items(), b.items());
      }
      if (left instanceof Dict a && right instanceof Dict b) {
        return equal(run, a, b);
      }
      if (left instanceof Value.Range a && right instanceof Value.Range b) {
        long length = a.length();
        return length == b.length()
            && (length == 0 || a.start() == b.start())
            && (length < 2 || a.step() == b.step());
      }
      if (left instanceof Undefined && right instanceof Undefined) {
        return true;
      }
      return left == right;
    } finally {
      run.leave();
    }
  }

  private static boolean equal(Run run, List<Value> a, List<Value> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(run, a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(Run run, Dict a, Dict b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Dict.Entry entry : a.entries()) {
      Value other = b.get(entry.key());
      if (other == null || !equal(run, entry.value(), other)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Negative, 0 or positive; empty where one is a NaN.
   *
   * @param operator for messages
   */
  static Optional<Integer> order(Run run, String operator, Value left, Value right) {
    run.enter();
    try {
      if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
        return Numbers.compare(left, right);
      }
      if (left instanceof Str a && right instanceof Str b) {
        run.work(Math.min(a.text().length(), b.text().length()) / 16);
        return Optional.of(order(a.text(), b.text()));
      }
      if (left instanceof Listed a && right instanceof Listed b && Sequences.sameType(a, b)) {
        return order(run, operator, a.items(), b.items());
      }
      throw Sequences.unsupported(operator, left, right);
    } finally {
      run.leave();
    }
  }

  private static Optional<Integer> order(Run run, String operator, List<Value> a, List<Value> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(run, a.get(i), b.get(i))) {
        return order(run, operator, a.get(i), b.get(i));
      }
    }
    return Optional.of(Integer.compare(a.size(), b.size()));
  }

  /** By code points, not by {@code char}s. */
  static int order(String a, String b) {
    int i = 0;
    while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    if (i == Math.min(a.length(), b.length())) {
      return Integer.compare(a.length(), b.length());
    }
    boolean surrogates = Character.isSurrogate(a.charAt(i)) && Character.isSurrogate(b.charAt(i));
    boolean low = surrogates && Character.isLowSurrogate(a.charAt(i)) && i > 0;
    int from = low ? i - 1 : i;
    return Integer.compare(a.codePointAt(from), b.codePointAt(from));
  }

  /** {@code item in all}. */
  static boolean contains(Run run, Value all, Value item) {
    if (all instanceof Str text) {
      if (!(item instanceof Str part)) {
        throw TemplateException.evaluation(
            "only a text can be `in` a text, not '" + item.type() + "'");
      }
      run.work(text.text().length() / 16);
      return text.text().contains(part.text());
    }
    if (all instanceof Dict dict) {
      return dict.get(item) != null;
    }
    Iterator<Value> items = Sequences.iterate(run, all);
    while (items.hasNext()) {
      if (equal(run, items.next(), item)) {
        return true;
      }
    }
    return false;
  }
}
