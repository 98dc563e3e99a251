package io.didact.run;

import io.didact.data.AsideFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a file holds, to be known again by it.
 *
 * <p>Damage is looked for by size and CRC-32C, which cost nothing beside reading. SHA-256 tells
 * what a file is, among all files; the JVM that the launcher starts works it out a hundred times
 * slower (docs/decisions/0019), so large files have one only where they are somebody's input.
 *
 * @param crc32c eight hexadecimal digits
 * @param sha256 of a file up to {@value #SMALL} bytes, and of larger ones that can be an input
 * @param rows lines of a JSONL file, compressed or not
 */
public record FileSum(long bytes, String crc32c, Optional<String> sha256, Optional<Long> rows) {
  static final long SMALL = 16 << 20;

  /**
   * That of a file.
   *
   * @param identity whether a large file gets its SHA-256 too
   */
  public static FileSum of(Path file, boolean identity) throws IOException {
    long size = Files.size(file);
    try (InputStream in = Files.newInputStream(file)) {
      Reading reading = Reading.of(in, Long.MAX_VALUE, identity || size <= SMALL);
      return new FileSum(reading.bytes, reading.crc32c(), reading.sha256(), rows(file));
    }
  }

  private static Optional<Long> rows(Path file) throws IOException {
    if (!file.toString().endsWith(".jsonl") && !file.toString().endsWith(".jsonl.gz")) {
      return Optional.empty();
    }
    long rows = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = plain(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          rows += buffer[i] == '\n' ? 1 : 0;
        }
      }
    }
    return Optional.of(rows);
  }

  /**
   * In what a file differs, in words for people.
   *
   * @param grows whether more may have been added at its end since
   * @param thorough whether to compare SHA-256 too
   */
  Optional<String> difference(Path file, boolean grows, boolean thorough) throws IOException {
    Path packed = file.resolveSibling(file.getFileName() + ".gz");
    boolean unpack = !Files.exists(file) && Files.isRegularFile(packed); // a user made it smaller
    if (!unpack && !Files.isRegularFile(file)) {
      return Optional.of("is missing");
    }
    if (!unpack && (grows ? Files.size(file) < bytes : Files.size(file) != bytes)) {
      return Optional.of(
          String.format(Locale.ROOT, "has %,d bytes, not %,d", Files.size(file), bytes)
              + otherRows(file));
    }
    try (InputStream in = unpack ? plain(packed) : Files.newInputStream(file)) {
      Reading reading = Reading.of(in, bytes, thorough && sha256.isPresent());
      boolean same =
          reading.bytes == bytes
              && reading.crc32c().equals(crc32c)
              && (reading.digest == null || reading.sha256().equals(sha256));
      return same
          ? Optional.empty()
          : Optional.of("holds other bytes than were written" + otherRows(file));
    }
  }

  private String otherRows(Path file) {
    try {
      Optional<Long> now = rows(file);
      return now.isEmpty() || now.equals(rows)
          ? ""
          : " (%d rows, not %d)".formatted(now.get(), rows.get());
    } catch (IOException e) {
      return ""; // so broken that its rows cannot be counted
    }
  }

  private static InputStream plain(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    try {
      return new BufferedInputStream(
          AsideFile.isGzip(file) ? new GZIPInputStream(bytes, 1 << 16) : bytes);
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  /** One pass over the bytes. */
  private static final class Reading {
    final CRC32C crc = new CRC32C();
    final @Nullable MessageDigest digest;
    long bytes;

    private Reading(boolean identity) {
      digest = identity ? Sha256.digest() : null;
    }

    /**
     * @param most bytes that are read
     */
    static Reading of(InputStream in, long most, boolean identity) throws IOException {
      Reading reading = new Reading(identity);
      byte[] buffer = new byte[1 << 17];
      for (int n = 0; n >= 0 && reading.bytes < most; ) {
        n = in.read(buffer, 0, (int) Math.min(buffer.length, most - reading.bytes));
        reading.add(buffer, Math.max(0, n));
      }
      return reading;
    }

    private void add(byte[] buffer, int n) {
      crc.update(buffer, 0, n);
      if (digest != null) {
        digest.update(buffer, 0, n);
      }
      bytes += n;
    }

    String crc32c() {
      return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    Optional<String> sha256() {
      return digest == null ? Optional.empty() : Optional.of(Sha256.hex(digest.digest()));
    }
  }
}
