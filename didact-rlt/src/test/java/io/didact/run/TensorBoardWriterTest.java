package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads event files with a reader, and a checksum, of the test's own. */
class TensorBoardWriterTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1500));

  @TempDir Path dir;

  /** CRC-32C bit by bit, polynomial 0x1EDC6F41 reflected. */
  private static int crc32c(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) != 0 ? 0x82F63B78 : 0);
      }
    }
    return ~crc;
  }

  private static int masked(byte[] data) {
    return Integer.rotateRight(crc32c(data), 15) + 0xa282ead8;
  }

  private static List<ByteBuffer> records(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<ByteBuffer> records = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertThat(in.getInt()).isEqualTo(masked(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertThat(in.getInt()).isEqualTo(masked(data));
      records.add(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
    }
    return records;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private static ByteBuffer message(ByteBuffer in) {
    int length = (int) varint(in);
    ByteBuffer message = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return message;
  }

  private static String text(ByteBuffer in) {
    return StandardCharsets.UTF_8.decode(message(in)).toString();
  }

  /** The published check value of CRC-32C. */
  @Test
  void theTestsOwnChecksum() {
    assertThat(crc32c("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xE3069283);
  }

  @Test
  void readsBack() throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("reward/mean", -0.25);
    values.put("λ", 3.0);
    try (TensorBoardWriter writer = TensorBoardWriter.create(dir, CLOCK)) {
      writer.write(300, values);
    }
    Path file;
    try (Stream<Path> files = Files.list(dir)) {
      file = files.findFirst().orElseThrow();
    }
    assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.0000000001");
    List<ByteBuffer> records = records(file);
    assertThat(records).hasSize(2);
    ByteBuffer first = records.get(0);
    assertThat(varint(first)).isEqualTo(0x09);
    assertThat(first.getDouble()).isEqualTo(1.5);
    assertThat(varint(first)).isEqualTo(0x10);
    assertThat(varint(first)).isZero();
    assertThat(varint(first)).isEqualTo(0x1a);
    assertThat(text(first)).isEqualTo("brain.Event:2");

    ByteBuffer second = records.get(1);
    assertThat(varint(second)).isEqualTo(0x09);
    assertThat(second.getDouble()).isEqualTo(1.5);
    assertThat(varint(second)).isEqualTo(0x10);
    assertThat(varint(second)).isEqualTo(300);
    assertThat(varint(second)).isEqualTo(0x2a);
    ByteBuffer summary = message(second);
    Map<String, Double> read = new LinkedHashMap<>();
    while (summary.hasRemaining()) {
      assertThat(varint(summary)).isEqualTo(0x0a);
      ByteBuffer value = message(summary);
      assertThat(varint(value)).isEqualTo(0x0a);
      String tag = text(value);
      assertThat(varint(value)).isEqualTo(0x15);
      read.put(tag, (double) value.getFloat());
    }
    assertThat(read).isEqualTo(values);
    assertThat(second.hasRemaining()).isFalse();
  }

  @Test
  void aResumedRunStartsAFileOfItsOwn() throws IOException {
    TensorBoardWriter.create(dir, CLOCK).close();
    TensorBoardWriter.create(dir, CLOCK).close();
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).hasSize(2);
    }
  }
}
