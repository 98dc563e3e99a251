package io.didact.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.ZipException;

/** What a file of text may be in truth, by its first bytes. */
enum ForeignBytes {
  GIT_LFS(
      "version https://git-lfs", "is what Git LFS leaves in a file's place: fetch the file itself"),
  UTF_16_LITTLE("\377\376", "is text in UTF-16: save it in UTF-8"),
  UTF_16_BIG("\376\377", "is text in UTF-16: save it in UTF-8"),
  GZIP("\037\213", "is compressed: let its name end in .gz"),
  ZIP("PK\003\004", "is a ZIP archive: unpack it"),
  ZSTD("(\265/\375", "is compressed with zstd: unpack it"),
  PARQUET("PAR1", "is Parquet: let its name end in .parquet");

  /** The first bytes, each as the character of its number. */
  private final String magic;

  private final String what;

  ForeignBytes(String magic, String what) {
    this.magic = magic;
    this.what = what;
  }

  /** What a stream is that is no text, and what to do; reads on from where it was. */
  static Optional<String> of(BufferedInputStream in) throws IOException {
    in.mark(64);
    try {
      String begin = new String(in.readNBytes(32), StandardCharsets.ISO_8859_1);
      for (ForeignBytes each : values()) {
        if (begin.startsWith(each.magic)) {
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
}
