package io.didact.text.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Java's and Jackson's JSON → values. */
final class Values {
  private static final int MAX_DEPTH = 200;

  private Values() {}

  /**
   * @param json a {@code Map} with texts as keys, a {@code List}, a text, a number, a boolean,
   *     null, or a {@code JsonNode}
   * @throws IllegalArgumentException for anything else
   */
  static Value of(@Nullable Object json) {
    return of(json, 0);
  }

  private static Value of(@Nullable Object json, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("a value is nested deeper than " + MAX_DEPTH);
    }
    if (json == null) {
      return Value.None.NONE;
    }
    if (json instanceof JsonNode node) {
      return ofNode(node, depth);
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

  private static Value ofNode(JsonNode node, int depth) {
    return switch (node.getNodeType()) {
      case STRING -> new Value.Str(node.stringValue());
      case BOOLEAN -> Value.Bool.of(node.booleanValue());
      case NULL, MISSING -> Value.None.NONE;
      case NUMBER ->
          node.isIntegralNumber()
              ? new Value.Int(node.bigIntegerValue())
              : new Value.Real(node.doubleValue());
      case ARRAY -> {
        List<Value> items = new ArrayList<>();
        node.forEach(item -> items.add(of(item, depth + 1)));
        yield new Value.Items(items);
      }
      case OBJECT -> {
        List<Dict.Entry> entries = new ArrayList<>();
        node.properties()
            .forEach(
                each ->
                    entries.add(
                        new Dict.Entry(
                            new Value.Str(each.getKey()), of(each.getValue(), depth + 1))));
        yield Dict.of(entries);
      }
      case BINARY, POJO -> throw new IllegalArgumentException("not a JSON value: " + node);
    };
  }
}
