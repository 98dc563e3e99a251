package io.didact.model.gguf;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file's keys. It remembers which were asked for, so that those nobody read can be told. */
final class Metadata {
  /** Above any vocabulary or list of merges in use. */
  private static final int MOST_ITEMS = 1 << 22;

  private static final int MOST_ITEM_BYTES = 1 << 16;

  /** Of all texts of an array together. */
  private static final long MOST_TEXT_BYTES = 256L << 20;

  private final Source source;
  private final Map<String, Object> values;
  private final Set<String> read = new LinkedHashSet<>();

  /**
   * @param values as {@link ValueKind#read} gives them, or {@link GgufArray}
   */
  Metadata(Source source, Map<String, Object> values) {
    this.source = source;
    this.values = new LinkedHashMap<>(values);
  }

  IOException wrong(String complaint) {
    return new IOException(source.name() + ": " + complaint);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** All keys, in the file's order. */
  Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** Keys that begin so and that nobody has asked for. */
  List<String> unread(String prefix) {
    return values.keySet().stream()
        .filter(key -> key.startsWith(prefix) && !read.contains(key))
        .toList();
  }

  /** The value as it is, without counting as read. */
  @Nullable Object peek(String key) {
    return values.get(key);
  }

  /** The value as it is; null where there is none. */
  @Nullable Object value(String key) {
    read.add(key);
    return values.get(key);
  }

  private Object required(String key) throws IOException {
    Object value = value(key);
    if (value == null) {
      throw wrong("the key " + key + " is missing");
    }
    return value;
  }

  private IOException kind(String key, String wanted, Object value) {
    String shown = value.toString();
    return wrong(
        "%s must be %s, was %s"
            .formatted(key, wanted, shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
  }

  /** A whole number of any kind that fits into 31 bits. */
  int integer(String key) throws IOException {
    Object value = required(key);
    if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw kind(key, "a whole number from 0 to 2³¹ − 1", value);
  }

  int integer(String key, int otherwise) throws IOException {
    return has(key) ? integer(key) : otherwise;
  }

  /** A number; of a float the shortest decimal that is it: 1e-06, not 9.999999974752427e-07. */
  double number(String key) throws IOException {
    Object value = required(key);
    if (value instanceof Float number && Float.isFinite(number)) {
      return shortest(number);
    }
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw kind(key, "a number", value);
  }

  double number(String key, double otherwise) throws IOException {
    return has(key) ? number(key) : otherwise;
  }

  static double shortest(float number) {
    BigDecimal exact = new BigDecimal(number);
    for (int digits = 1; digits < 9; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.floatValue() == number) {
        return rounded.doubleValue();
      }
    }
    return exact.round(new MathContext(9)).doubleValue();
  }

  boolean flag(String key, boolean otherwise) throws IOException {
    Object value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw kind(key, "true or false", value);
  }

  String text(String key) throws IOException {
    Object value = required(key);
    if (value instanceof String text) {
      return text;
    }
    throw kind(key, "a text", value);
  }

  String text(String key, String otherwise) throws IOException {
    return has(key) ? text(key) : otherwise;
  }

  /** An array's texts. */
  List<String> texts(String key) throws IOException {
    GgufArray array = array(key, "texts", ValueKind.STRING);
    GgufInput in = new GgufInput(source, array.position());
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.count(); i++) {
      texts.add(in.text(MOST_ITEM_BYTES, key + "[" + i + "]"));
      if (in.position() - array.position() > MOST_TEXT_BYTES) {
        throw wrong(key + " is longer than " + (MOST_TEXT_BYTES >> 20) + " MiB");
      }
    }
    return texts;
  }

  /** An array's numbers. */
  float[] numbers(String key) throws IOException {
    GgufArray array = array(key, "numbers of 32 bits", ValueKind.F32);
    GgufInput in = new GgufInput(source, array.position());
    float[] numbers = new float[(int) array.count()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.intBitsToFloat(in.i32(key));
    }
    return numbers;
  }

  /** An array's whole numbers, or 1 and 0 for true and false. */
  long[] integers(String key) throws IOException {
    Object value = required(key);
    if (!(value instanceof GgufArray array)
        || !(array.kind().isInteger() || array.kind() == ValueKind.BOOL)) {
      throw kind(key, "a list of whole numbers", value);
    }
    requireFew(key, array);
    GgufInput in = new GgufInput(source, array.position());
    long[] numbers = new long[(int) array.count()];
    for (int i = 0; i < numbers.length; i++) {
      Object item = array.kind().read(in, key);
      if (item instanceof Boolean flag) {
        numbers[i] = flag ? 1 : 0;
      } else if (item instanceof Long number) {
        numbers[i] = number;
      } else {
        throw kind(key, "a list of whole numbers below 2⁶³", item);
      }
    }
    return numbers;
  }

  private GgufArray array(String key, String wanted, ValueKind kind) throws IOException {
    Object value = required(key);
    if (!(value instanceof GgufArray array) || array.kind() != kind) {
      throw kind(key, "a list of " + wanted, value);
    }
    requireFew(key, array);
    return array;
  }

  private void requireFew(String key, GgufArray array) throws IOException {
    if (array.count() > MOST_ITEMS) {
      throw wrong("%s has %d items; at most %d may be".formatted(key, array.count(), MOST_ITEMS));
    }
  }
}
