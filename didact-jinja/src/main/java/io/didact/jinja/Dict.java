package io.didact.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@code dict}, in the order in which keys were first given. */
final class Dict implements Value {
  private static final int MAX_KEY_PARTS = 10_000;

  /** What is equal in Python is the same key: 1, 1.0 and true. */
  private final Map<Object, Entry> entries = new LinkedHashMap<>();

  /** A key and its value. */
  record Entry(Value key, Value value) {}

  private Dict() {}

  static Dict of(Iterable<Entry> entries) {
    Dict dict = new Dict();
    for (Entry entry : entries) {
      Object key = key(entry.key());
      Entry before = dict.entries.get(key);
      dict.entries.put(key, before == null ? entry : new Entry(before.key(), entry.value()));
    }
    return dict;
  }

  static Dict of(Map<String, Value> values) {
    List<Entry> entries = new ArrayList<>();
    values.forEach((key, value) -> entries.add(new Entry(new Str(key), value)));
    return of(entries);
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  int size() {
    return entries.size();
  }

  /** Null where there is no such key; a key that can be none fails. */
  @Nullable Value get(Value key) {
    Entry entry = entries.get(key(key));
    return entry == null ? null : entry.value();
  }

  List<Value> keys() {
    return entries().stream().map(Entry::key).toList();
  }

  List<Value> values() {
    return entries().stream().map(Entry::value).toList();
  }

  /** Tuples of key and value. */
  List<Value> items() {
    return entries().stream().<Value>map(entry -> Tuple.of(entry.key(), entry.value())).toList();
  }

  static boolean isKey(Value value) {
    return !(value instanceof Items || value instanceof Dict || value instanceof View)
        && !(value instanceof Tuple tuple && !tuple.items().stream().allMatch(Dict::isKey));
  }

  /** An object whose equality is that of the value in Python. */
  static Object key(Value value) {
    return key(value, new int[1]);
  }

  private static Object key(Value value, int[] parts) {
    if (++parts[0] > MAX_KEY_PARTS) {
      throw TemplateException.limit("a key has more than " + MAX_KEY_PARTS + " parts");
    }
    if (value instanceof Str text) {
      return text.text();
    }
    if (value instanceof Bool bool) {
      return bool.number();
    }
    if (value instanceof Int integer) {
      return integer.number();
    }
    if (value instanceof Real real) {
      return integral(real.number());
    }
    if (value instanceof Tuple tuple) {
      List<Object> keys = new ArrayList<>();
      tuple.items().forEach(item -> keys.add(key(item, parts)));
      return keys;
    }
    if (value instanceof Undefined) {
      return Undefined.class;
    }
    if (value instanceof Items || value instanceof Dict || value instanceof View) {
      throw TemplateException.evaluation("unhashable type: '" + value.type() + "'");
    }
    return value;
  }

  private static Object integral(double number) {
    boolean whole = !Double.isInfinite(number) && number == Math.rint(number);
    return whole ? new BigDecimal(number).toBigInteger() : (Object) number;
  }
}
