package io.didact.model.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The primitive values of a GGUF file, one after another. Nothing is taken beyond its end. */
final class GgufInput {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Source source;
  private final long size;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  /** Where the buffer's end is in the file. */
  private long bufferEnd;

  /**
   * @param position of the first value
   */
  GgufInput(Source source, long position) throws IOException {
    this.source = source;
    this.size = source.size();
    this.bufferEnd = position;
  }

  /** Of the next value. */
  long position() {
    return bufferEnd - buffer.remaining();
  }

  /** Bytes from here to the file's end. */
  long remaining() {
    return size - position();
  }

  /** Passes over some bytes. */
  void skip(long bytes, String what) throws IOException {
    require(bytes, what);
    if (bytes <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) bytes);
    } else {
      bufferEnd = position() + bytes;
      buffer.limit(0);
    }
  }

  /** A length that cannot be is told of before memory is taken. */
  private void require(long bytes, String what) throws IOException {
    if (bytes < 0 || bytes > remaining()) {
      throw wrong(
          "%s takes %s bytes, the file has %d more (truncated?)"
              .formatted(what, Long.toUnsignedString(bytes), remaining()));
    }
  }

  IOException wrong(String complaint) {
    return new IOException(source.name() + ": " + complaint);
  }

  private ByteBuffer next(int bytes, String what) throws IOException {
    if (buffer.remaining() < bytes) {
      require(bytes, what);
      bufferEnd = position();
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, size - bufferEnd));
      source.readFully(buffer, bufferEnd);
      bufferEnd += buffer.flip().remaining();
    }
    return buffer;
  }

  byte i8(String what) throws IOException {
    return next(1, what).get();
  }

  short i16(String what) throws IOException {
    return next(2, what).getShort();
  }

  int i32(String what) throws IOException {
    return next(4, what).getInt();
  }

  long i64(String what) throws IOException {
    return next(8, what).getLong();
  }

  /**
   * A count of things that take so many bytes each, at least.
   *
   * @param most of which there can be, whatever the file's size
   */
  long count(long least, long most, String what) throws IOException {
    long count = i64("the number of " + what);
    if (count < 0 || count > remaining() / least || count > most) {
      throw wrong(
          "not a GGUF file or damaged: it claims %s %s, %d bytes follow"
              .formatted(Long.toUnsignedString(count), what, remaining()));
    }
    return count;
  }

  /** Passes over a text. */
  void skipText(String what) throws IOException {
    skip(i64(what), what);
  }

  /**
   * A text in UTF-8.
   *
   * @param mostBytes that it may have
   */
  String text(int mostBytes, String what) throws IOException {
    long length = i64(what);
    require(length, what);
    if (length > mostBytes) {
      throw wrong("%s has %d bytes; at most %d may be".formatted(what, length, mostBytes));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    while (bytes.hasRemaining()) {
      ByteBuffer some = next(Math.min(bytes.remaining(), BUFFER_BYTES), what);
      int take = Math.min(bytes.remaining(), some.remaining());
      bytes.put(some.slice().limit(take));
      some.position(some.position() + take);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(source.name() + ": " + what + " is not UTF-8", e);
    }
  }
}
