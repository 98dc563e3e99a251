package io.didact.model.checkpoint;

import io.didact.model.decoder.Complaints;
import io.didact.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON header of a safetensors file as a stream: memory grows with the entries that it
 * has, not with what else a hostile header may hold. All that is wrong is said at once, each
 * complaint with the entry's name.
 */
final class SafetensorsHeader {
  private static final int MOST_DIMENSIONS = 8;

  /** A name that stands twice in a header is an error, not a choice. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final long data;
  private final long size;
  private final List<Safetensors.Entry> entries = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  private SafetensorsHeader(Path file, long data, long size) {
    this.file = file;
    this.data = data;
    this.size = size;
  }

  /**
   * A file's entries by name, in the order of their bytes.
   *
   * @param data where the tensors begin in the file
   * @param size of the file
   * @throws IOException where the header is not a JSON object, or entries are malformed, overlap,
   *     leave bytes that belong to none, or end beyond the file
   */
  static Map<String, Safetensors.Entry> parse(Path file, String header, long data, long size)
      throws IOException {
    SafetensorsHeader reader = new SafetensorsHeader(file, data, size);
    try (JsonParser in = JSON.createParser(header)) {
      reader.read(in);
    } catch (JacksonException e) {
      throw new IOException(file + ": the header is not JSON: " + e.getOriginalMessage(), e);
    }
    return reader.inOrder();
  }

  private void read(JsonParser in) throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException(file + ": the header is not a JSON object");
    }
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      if (name.equals("__metadata__")) {
        in.skipChildren();
      } else {
        readEntry(in, name);
      }
    }
    if (in.nextToken() != null) {
      throw new IOException(file + ": the header is not one JSON object, more follows");
    }
  }

  private void readEntry(JsonParser in, String name) {
    String dtype = "";
    List<Long> shape = null;
    List<Long> offsets = null;
    int before = wrong.size();
    if (in.currentToken() == JsonToken.START_OBJECT) {
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String key = in.currentName();
        in.nextToken();
        switch (key) {
          case "dtype" -> dtype = text(in);
          case "shape" -> shape = wholeNumbers(in, name, MOST_DIMENSIONS);
          case "data_offsets" -> offsets = wholeNumbers(in, name, 2);
          default -> in.skipChildren();
        }
      }
    } else {
      in.skipChildren();
    }
    if (wrong.size() > before) {
      return;
    }
    if (shape == null || offsets == null || offsets.size() != 2) {
      complain(name, "shape or data_offsets missing or malformed");
    } else {
      add(name, Safetensors.dtype(dtype), dtype, shape, offsets.get(0), offsets.get(1));
    }
  }

  private static String text(JsonParser in) {
    if (in.currentToken() == JsonToken.VALUE_STRING) {
      return in.getString();
    }
    in.skipChildren();
    return "";
  }

  /** A list of at most so many; null where it is none, complaints for what is no size. */
  private @Nullable List<Long> wholeNumbers(JsonParser in, String name, int most) {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      in.skipChildren();
      return null;
    }
    List<Long> numbers = new ArrayList<>();
    boolean tooMany = false;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      tooMany |= numbers.size() == most;
      if (!tooMany) {
        numbers.add(wholeNumber(in, name));
      }
      in.skipChildren();
    }
    return tooMany ? null : numbers;
  }

  private long wholeNumber(JsonParser in, String name) {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && in.getLongValue() >= 0) {
      return in.getLongValue();
    }
    String shown = in.currentToken().isScalarValue() ? in.getString() : in.currentToken() + "";
    String quote = in.currentToken() == JsonToken.VALUE_STRING ? "\"" : "";
    complain(name, quote + shown + quote + " is not a size or an offset");
    return 0;
  }

  private void add(
      String name, @Nullable DType dtype, String type, List<Long> shape, long start, long end) {
    if (dtype == null) {
      complain(name, "dtype " + type + " is not supported");
      return;
    }
    long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
    long bytes;
    try {
      bytes = Arrays.stream(sizes).reduce(dtype.bytes(), Math::multiplyExact);
    } catch (ArithmeticException e) {
      complain(name, "its shape overflows");
      return;
    }
    if (end < start || end - start != bytes) {
      complain(
          name,
          "shape %s needs %d bytes, data_offsets give %d"
              .formatted(Arrays.toString(sizes), bytes, end - start));
    } else if (end > size - data) {
      complain(
          name,
          "ends at byte %s, the file has %d (truncated?)"
              .formatted(Long.toUnsignedString(data + end), size));
    } else {
      entries.add(new Safetensors.Entry(name, dtype, sizes, data + start, data + end));
    }
  }

  private void complain(String name, String complaint) {
    wrong.add(name + ": " + complaint);
  }

  /** The format allows neither overlap nor bytes that belong to no tensor. */
  private Map<String, Safetensors.Entry> inOrder() throws IOException {
    entries.sort(
        Comparator.comparingLong(Safetensors.Entry::start)
            .thenComparingLong(Safetensors.Entry::end));
    boolean complete = wrong.isEmpty();
    Map<String, Safetensors.Entry> byName = new LinkedHashMap<>();
    long free = data;
    for (Safetensors.Entry entry : entries) {
      if (entry.start() < free) {
        wrong.add(entry.name() + " overlaps the tensor before it");
      } else if (complete) {
        requireNoGap(free, entry.start(), "before " + entry.name());
      }
      free = Math.max(free, entry.end());
      byName.put(entry.name(), entry);
    }
    if (complete) {
      requireNoGap(free, size, "at the end");
    }
    if (!wrong.isEmpty()) {
      throw new IOException(file + ": " + Complaints.join(wrong));
    }
    return byName;
  }

  private void requireNoGap(long from, long to, String where) {
    if (from < to) {
      wrong.add("%d bytes %s belong to no tensor".formatted(to - from, where));
    }
  }
}
