package io.didact.run;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * TensorBoard event files, written by hand: records of {@code length, masked CRC of length, bytes,
 * masked CRC of bytes}, each the protobuf message {@code Event}. Every start of a run makes a file
 * of its own; where a resumed run repeats steps, TensorBoard shows the later file's.
 */
public final class TensorBoardWriter implements AutoCloseable {
  private final OutputStream out;
  private final InstantSource clock;

  private TensorBoardWriter(OutputStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  /** Starts a new event file. */
  public static TensorBoardWriter create(Path directory, InstantSource clock) throws IOException {
    Files.createDirectories(directory);
    long seconds = clock.millis() / 1000;
    for (int i = 0; ; i++) {
      String name = "events.out.tfevents.%010d.didact.%d".formatted(seconds, i);
      Path file = directory.resolve(name);
      if (!Files.exists(file)) {
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        TensorBoardWriter writer = new TensorBoardWriter(new BufferedOutputStream(out), clock);
        // Event.file_version = 3
        writer.event(0, bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8)));
        return writer;
      }
    }
  }

  /** Writes all values of a step. */
  public void write(long step, Map<String, Double> values) throws IOException {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    for (Map.Entry<String, Double> value : values.entrySet()) {
      byte[] tag = bytes(1, value.getKey().getBytes(StandardCharsets.UTF_8)); // Value.tag = 1
      ByteBuffer scalar = little(5).put((byte) (2 << 3 | 5)); // Value.simple_value = 2, 32 bit
      scalar.putFloat(value.getValue().floatValue());
      summary.writeBytes(bytes(1, concat(tag, scalar.array()))); // Summary.value = 1
    }
    event(step, bytes(5, summary.toByteArray())); // Event.summary = 5
    out.flush();
  }

  private void event(long step, byte[] what) throws IOException {
    ByteBuffer wallTime = little(9).put((byte) (1 << 3 | 1)); // Event.wall_time = 1, 64 bit
    wallTime.putDouble(clock.millis() / 1000.0);
    byte[] stepField = concat(varint(2 << 3), varint(step)); // Event.step = 2
    byte[] data = concat(wallTime.array(), concat(stepField, what));
    byte[] length = little(8).putLong(data.length).array();
    out.write(length);
    out.write(little(4).putInt(maskedCrc(length)).array());
    out.write(data);
    out.write(little(4).putInt(maskedCrc(data)).array());
  }

  private static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + 0xa282ead8;
  }

  /** A protobuf field of bytes: key, length, content. */
  private static byte[] bytes(int field, byte[] content) {
    return concat(concat(varint((long) field << 3 | 2), varint(content.length)), content);
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      result.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    result.write((int) rest);
    return result.toByteArray();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
