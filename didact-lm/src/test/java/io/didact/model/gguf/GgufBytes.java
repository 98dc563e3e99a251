package io.didact.model.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes GGUF files for tests, right or wrong ones. */
final class GgufBytes {
  private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
  private final ByteArrayOutputStream infos = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final List<String> names = new ArrayList<>();
  private int count;

  /** A source in memory by the name f. */
  record Memory(byte[] bytes) implements Source {
    @Override
    public String name() {
      return "f";
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int read(ByteBuffer target, long position) {
      if (position >= bytes.length) {
        return -1;
      }
      int length = (int) Math.min(target.remaining(), bytes.length - position);
      target.put(bytes, (int) position, length);
      return length;
    }
  }

  static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return little(8 + bytes.length).putLong(bytes.length).put(bytes).array();
  }

  /** A key with whatever value. */
  GgufBytes raw(String key, int kind, byte[] value) {
    keys.writeBytes(string(key));
    keys.writeBytes(little(4).putInt(kind).array());
    keys.writeBytes(value);
    count++;
    return this;
  }

  GgufBytes put(String key, int value) {
    return raw(key, 4, little(4).putInt(value).array());
  }

  GgufBytes put(String key, float value) {
    return raw(key, 6, little(4).putFloat(value).array());
  }

  GgufBytes put(String key, boolean value) {
    return raw(key, 7, new byte[] {(byte) (value ? 1 : 0)});
  }

  GgufBytes put(String key, String value) {
    return raw(key, 8, string(value));
  }

  GgufBytes put(String key, List<String> values) {
    ByteArrayOutputStream items = new ByteArrayOutputStream();
    values.forEach(value -> items.writeBytes(string(value)));
    return array(key, 8, values.size(), items.toByteArray());
  }

  GgufBytes put(String key, int... values) {
    ByteBuffer items = little(4 * values.length);
    for (int value : values) {
      items.putInt(value);
    }
    return array(key, 5, values.length, items.array());
  }

  GgufBytes put(String key, float... values) {
    ByteBuffer items = little(4 * values.length);
    for (float value : values) {
      items.putFloat(value);
    }
    return array(key, 6, values.length, items.array());
  }

  GgufBytes array(String key, int kind, long size, byte[] items) {
    return raw(key, 9, little(12 + items.length).putInt(kind).putLong(size).put(items).array());
  }

  /** A tensor of 32-bit numbers behind those before it. */
  GgufBytes tensor(String name, float[] values, long... shape) {
    ByteBuffer bytes = little(4 * values.length);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return info(name, 0, data.size(), shape).data(bytes.array());
  }

  /** What is said of a tensor. */
  GgufBytes info(String name, int type, long offset, long... shape) {
    infos.writeBytes(string(name));
    infos.writeBytes(little(4).putInt(shape.length).array());
    for (int d = shape.length - 1; d >= 0; d--) {
      infos.writeBytes(little(8).putLong(shape[d]).array());
    }
    infos.writeBytes(little(12).putInt(type).putLong(offset).array());
    names.add(name);
    return this;
  }

  /** Data, padded to 32 bytes. */
  GgufBytes data(byte[] bytes) {
    data.writeBytes(bytes);
    data.writeBytes(new byte[(int) (-(long) bytes.length & 31)]);
    return this;
  }

  byte[] bytes() {
    return bytes(3);
  }

  byte[] bytes(int version) {
    return bytes(version, names.size(), count);
  }

  byte[] bytes(int version, long tensors, long keyCount) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(little(20).putInt(version).putLong(tensors).putLong(keyCount).array());
    all.writeBytes(keys.toByteArray());
    all.writeBytes(infos.toByteArray());
    all.writeBytes(new byte[(int) (-(long) all.size() & 31)]);
    all.writeBytes(data.toByteArray());
    return all.toByteArray();
  }

  Source source() {
    return new Memory(bytes());
  }
}
