package io.didact.model.gguf;

import io.didact.model.decoder.Complaints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a GGUF file says of itself: keys and tensors. Counts and lengths are held against the file's
 * size before memory is taken, and arrays stay in the file, so that what is held grows with the
 * number of keys and tensors alone.
 *
 * @param version of the format
 * @param tensors by name, in the order of their bytes
 */
record GgufFile(Source source, int version, Metadata metadata, Map<String, GgufTensor> tensors) {
  /** {@code GGUF}, read as a little-endian number. */
  static final int MAGIC = 0x46554747;

  private static final int MOST_KEYS = 1 << 16;
  private static final int MOST_TENSORS = 1 << 16;
  private static final int MOST_KEY_BYTES = 65_535;
  private static final int MOST_NAME_BYTES = 63;
  private static final int MOST_DIMENSIONS = 4;

  /**
   * Reads keys and tensors' places.
   *
   * @throws IOException that begins with the source's name, where it is no GGUF file, one of a kind
   *     that is not read here, or damaged
   */
  static GgufFile read(Source source) throws IOException {
    GgufInput in = new GgufInput(source, 0);
    int version = version(in);
    long tensors = in.count(33, MOST_TENSORS, "tensors");
    Map<String, Object> keys = keys(in, in.count(13, MOST_KEYS, "keys"));
    Metadata metadata = new Metadata(source, keys);
    refuseOtherKinds(metadata);
    return new GgufFile(source, version, metadata, tensors(in, (int) tensors, metadata));
  }

  private static int version(GgufInput in) throws IOException {
    if (in.remaining() < 24 || in.i32("its beginning") != MAGIC) {
      throw in.wrong("not a GGUF file");
    }
    int version = in.i32("the version");
    if ((version & 0xFFFF) == 0) {
      throw in.wrong("a big-endian GGUF file; make a little-endian one of it (llama.cpp can)");
    }
    if (version != 2 && version != 3) {
      throw in.wrong(
          "GGUF of version "
              + Integer.toUnsignedString(version)
              + "; read are 2 and 3, which llama.cpp makes of older ones");
    }
    return version;
  }

  private static Map<String, Object> keys(GgufInput in, long count) throws IOException {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      String key = in.text(MOST_KEY_BYTES, "key " + i);
      if (keys.put(key, value(in, key)) != null) {
        throw in.wrong("the key " + key + " is there twice");
      }
    }
    return keys;
  }

  private static Object value(GgufInput in, String key) throws IOException {
    ValueKind kind = kind(in, key);
    if (kind != ValueKind.ARRAY) {
      return kind.read(in, key);
    }
    ValueKind item = kind(in, key);
    if (item == ValueKind.ARRAY) {
      throw in.wrong(key + " is an array of arrays, which nobody reads");
    }
    long count = in.count(item.bytes(), Long.MAX_VALUE, "items of " + key);
    GgufArray array = new GgufArray(item, count, in.position());
    if (item == ValueKind.STRING) {
      for (long i = 0; i < count; i++) {
        in.skipText(key);
      }
    } else {
      in.skip(count * item.bytes(), key);
    }
    return array;
  }

  private static ValueKind kind(GgufInput in, String key) throws IOException {
    int number = in.i32(key);
    return ValueKind.of(number)
        .orElseThrow(
            () ->
                in.wrong(
                    "%s is of kind %s, which is not known"
                        .formatted(key, Integer.toUnsignedString(number))));
  }

  private static void refuseOtherKinds(Metadata metadata) throws IOException {
    if (metadata.integer("split.count", 1) > 1) {
      throw metadata.wrong(
          "one part of "
              + metadata.integer("split.count", 1)
              + "; put the parts together first (llama.cpp's llama-gguf-split --merge)");
    }
  }

  private static Map<String, GgufTensor> tensors(GgufInput in, int count, Metadata metadata)
      throws IOException {
    List<GgufTensor> infos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      infos.add(tensor(in, i));
    }
    long alignment = metadata.integer("general.alignment", 32);
    if (alignment < 1 || alignment > 1 << 30 || Long.bitCount(alignment) != 1) {
      throw in.wrong("general.alignment must be a power of 2, was " + alignment);
    }
    return placed(in, infos, alignment);
  }

  /** A tensor whose place is still counted from the beginning of the data. */
  private static GgufTensor tensor(GgufInput in, int i) throws IOException {
    String name = in.text(MOST_NAME_BYTES, "the name of tensor " + i);
    int dimensions = in.i32(name);
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw in.wrong(name + " has " + Integer.toUnsignedString(dimensions) + " dimensions");
    }
    long[] shape = new long[dimensions];
    long elements = 1;
    for (int d = dimensions - 1; d >= 0; d--) {
      shape[d] = in.i64(name);
      if (shape[d] < 1 || shape[d] > Long.MAX_VALUE / 8 / elements) {
        throw in.wrong(name + " has a size of " + Long.toUnsignedString(shape[d]));
      }
      elements *= shape[d];
    }
    int number = in.i32(name);
    GgmlType type =
        GgmlType.of(number)
            .orElseThrow(
                () ->
                    in.wrong(
                        "%s is of type %s, which is not known here"
                            .formatted(name, Integer.toUnsignedString(number))));
    if (shape[dimensions - 1] % type.elements() != 0) {
      throw in.wrong(
          "%s has rows of %d, no multiple of the %d of %s"
              .formatted(name, shape[dimensions - 1], type.elements(), type));
    }
    long start = in.i64(name);
    return new GgufTensor(name, type, shape, start, start + blocks(elements, type));
  }

  /** Below 2⁶³: a block has at most 8 bytes an element. */
  private static long blocks(long elements, GgmlType type) {
    return elements / type.elements() * type.bytes();
  }

  /** Places in the file. Tensors lie one after another; only padding is between them. */
  private static Map<String, GgufTensor> placed(
      GgufInput in, List<GgufTensor> infos, long alignment) throws IOException {
    long size = in.position() + in.remaining();
    long data = aligned(in.position(), alignment);
    long free = data;
    Map<String, GgufTensor> placed = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    for (GgufTensor info : infos) {
      long bytes = info.bytes();
      if (info.start() != free - data) {
        wrong.add(
            "%s begins at %s of the data, expected was %d"
                .formatted(info.name(), Long.toUnsignedString(info.start()), free - data));
        break; // so would all that follow
      }
      if (bytes > size - free) {
        wrong.add(
            "%s takes %d bytes from byte %d on, the file has %d (truncated?)"
                .formatted(info.name(), bytes, free, size));
        break;
      }
      GgufTensor tensor =
          new GgufTensor(info.name(), info.type(), info.shape(), free, free + bytes);
      if (placed.put(tensor.name(), tensor) != null) {
        wrong.add(tensor.name() + " is there twice");
      }
      free = aligned(tensor.end(), alignment);
    }
    if (wrong.isEmpty() && size > free) {
      wrong.add((size - free) + " bytes at the end belong to no tensor");
    }
    if (!wrong.isEmpty()) {
      throw in.wrong(Complaints.join(wrong));
    }
    return Collections.unmodifiableMap(placed);
  }

  private static long aligned(long position, long alignment) {
    return (position + alignment - 1) & -alignment;
  }
}
