package io.didact.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipException;

/** What a file of text may be in truth, by its first bytes. */
enum ForeignBytes {
  GIT_LFS("version https://git-lfs", "is what Git LFS leaves in a file's place: fetch the file itself"),
  UTF_16_LITTLE(HexFormat.of().parseHex("fffe"), "is text in UTF-16: save it in UTF-8"),
  UTF_16_BIG(HexFormat.of().parseHex("feff"), "is text in UTF-16: save it in UTF-8"),
  GZIP(HexFormat.of().parseHex("1f8b"), "is compressed: let its name end in .gz"),
  ZIP("PK\003\004", "is a ZIP archive: unpack it"),
  ZSTD(HexFormat.of().parseHex("28b52ffd"), "is compressed with zstd: unpack it"),
  PARQUET("PAR1", "is Parquet: let its name end in .parquet");

  private final byte[] magic;
  private final String what;

  ForeignBytes(String magic, String what) {
    this(magic.getBytes(StandardCharsets.US_ASCII), what);
  }

  ForeignBytes(byte[] magic, String what) {
    this.magic = magic.clone();
    this.what = what;
  }

  /** What a stream is that is no text, and what to do; reads on from where it was. */
  static Optional<String> of(BufferedInputStream in) throws IOException {
    in.mark(64);
    try {
      String begin = latin(in.readNBytes(32));
      for (ForeignBytes each : values()) {
        if (begin.startsWith(latin(each.magic))) {
          return Optional.of(each.what);
        }
      }
      return Optional.empty();
    } catch (EOFException | ZipException e) {
      return Optional.empty(); // the reader says where it is damaged
    } finally {
      in.reset();
    }
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
