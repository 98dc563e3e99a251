package io.didact.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the files beside the weights, which are foreign too. */
public final class SmallFile {
  private static final int MOST_BYTES = 64 << 20;

  private SmallFile() {}

  /**
   * All of a file.
   *
   * @throws IOException where it is larger than any such file is
   */
  public static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(file + ": larger than " + (MOST_BYTES >> 20) + " MiB");
      }
      return bytes;
    }
  }
}
