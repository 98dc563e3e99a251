package io.didact.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as Java's own types → values. */
final class Values {
  private static final int MAX_DEPTH = 200;

  private Values() {}

  /**
   * @param json a {@code Map} with texts as keys, a {@code List}, a text, a number, a boolean, or
   *     null
   * @throws IllegalArgumentException for anything else
   */
  static Value of(@Nullable Object json) {
    return of(json, 0);
  }

  static Map<String, Value> variables(Map<String, ?> json) {
    Map<String, Value> variables = new LinkedHashMap<>();
    json.forEach((name, value) -> variables.put(name, of(value)));
    return variables;
  }

  private static Value of(@Nullable Object json, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("a value is nested deeper than " + MAX_DEPTH);
    }
    if (json == null) {
      return Value.None.NONE;
    }
    if (json instanceof CharSequence text) {
      return new Value.Str(text.toString());
    }
    if (json instanceof Boolean bool) {
      return Value.Bool.of(bool);
    }
    if (json instanceof Double || json instanceof Float) {
      return new Value.Real(((Number) json).doubleValue());
    }
    if (json instanceof BigInteger integer) {
      return new Value.Int(integer);
    }
    if (json instanceof Long
        || json instanceof Integer
        || json instanceof Short
        || json instanceof Byte) {
      return Value.Int.of(((Number) json).longValue());
    }
    if (json instanceof List<?> list) {
      List<Value> items = new ArrayList<>();
      list.forEach(item -> items.add(of(item, depth + 1)));
      return new Value.Items(items);
    }
    if (json instanceof Map<?, ?> map) {
      List<Dict.Entry> entries = new ArrayList<>();
      map.forEach(
          (key, value) -> {
            if (!(key instanceof CharSequence)) {
              throw new IllegalArgumentException("the keys of an object must be texts, not " + key);
            }
            entries.add(new Dict.Entry(new Value.Str(key.toString()), of(value, depth + 1)));
          });
      return Dict.of(entries);
    }
    throw new IllegalArgumentException("not a JSON value: " + json.getClass().getName());
  }
}
