package io.didact.data;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Lines of bytes, of bounded length, with their numbers. */
final class LineReader {
  private final InputStream in;
  private final String source;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;

  LineReader(InputStream in, String source, int maxBytes) {
    this.in = in;
    this.source = source;
    this.maxBytes = maxBytes;
  }

  /** The number of the line that was read last, counted from 1. */
  long number() {
    return number;
  }

  /** The next line that is not blank, without its end; null at the end of the stream. */
  byte @Nullable [] next() throws IOException {
    while (readLine()) {
      byte[] bytes = line.toByteArray();
      if (!isBlank(bytes)) {
        return bytes;
      }
    }
    return null;
  }

  private boolean readLine() throws IOException {
    number++;
    line.reset();
    try {
      int b = in.read();
      if (b < 0) {
        return false;
      }
      for (; b >= 0 && b != '\n'; b = in.read()) {
        if (line.size() == maxBytes) {
          throw new JsonlException(
              source, number, "the line is longer than " + maxBytes + " bytes");
        }
        line.write(b);
      }
      return true;
    } catch (EOFException | ZipException e) {
      throw new JsonlException(source, number, "the compressed file is damaged or cut off here");
    }
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
