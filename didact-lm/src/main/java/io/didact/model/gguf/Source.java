package io.didact.model.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be read at any place: a file's, or in tests an array's. */
interface Source {
  /** Begins every complaint. */
  String name();

  /** Bytes in all. */
  long size() throws IOException;

  /**
   * Reads some bytes, at least one; −1 at the end.
   *
   * @param position of the first byte
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Fills a buffer.
   *
   * @throws IOException where the bytes end before it is full
   */
  default void readFully(ByteBuffer target, long position) throws IOException {
    long start = position - target.position();
    while (target.hasRemaining()) {
      if (read(target, start + target.position()) < 0) {
        throw new IOException(name() + ": truncated while it was read");
      }
    }
  }
}
