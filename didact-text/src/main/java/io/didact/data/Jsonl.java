package io.didact.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files of one JSON object per line, in UTF-8, compressed where the name ends in {@code .gz}. They
 * are read and written as streams, so that a file may be larger than memory.
 *
 * <p>Empty lines are skipped. Everything wrong is a {@link JsonlException} with file and line.
 */
public final class Jsonl {
  /** The longest line that is read, in bytes; a longer one is a file of another kind. */
  public static final int MAX_LINE_BYTES = 32 << 20;

  private Jsonl() {}

  /**
   * The rows of a file, one at a time; the caller closes the stream.
   *
   * @throws IOException if the file cannot be opened
   */
  public static <T> Stream<T> read(Path file, Function<JsonlRow, T> reader) throws IOException {
    return read(open(file), file.toString(), reader);
  }

  /**
   * The bytes of a file, unpacked where its name ends in {@code .gz}.
   *
   * @throws IOException also where they are no text
   */
  static BufferedInputStream open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    try {
      BufferedInputStream text =
          new BufferedInputStream(
              AsideFile.isGzip(file) ? new GZIPInputStream(bytes, 1 << 16) : bytes, 1 << 16);
      Optional<String> foreign = ForeignBytes.of(text);
      if (foreign.isPresent()) {
        throw new IOException("it " + foreign.get());
      }
      return text;
    } catch (IOException e) {
      bytes.close();
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The rows of a stream, one at a time, each as soon as its line is complete.
   *
   * @param source what messages call the stream
   */
  public static <T> Stream<T> read(InputStream in, String source, Function<JsonlRow, T> reader) {
    return read(in, source, MAX_LINE_BYTES, reader);
  }

  static <T> Stream<T> read(
      InputStream in, String source, int maxLineBytes, Function<JsonlRow, T> reader) {
    LineReader lines = new LineReader(new BufferedInputStream(in, 1 << 16), source, maxLineBytes);
    return Rows.stream(() -> next(lines, source, reader), in);
  }

  private static <T> @Nullable T next(
      LineReader lines, String source, Function<JsonlRow, T> reader) {
    try {
      byte[] line = lines.next();
      return line == null ? null : parse(line, source, lines.number()).read(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(source + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a file of the given rows: aside, synced, then renamed, so that a file of this name is
   * always complete.
   */
  public static <T> void write(
      Path file, Stream<? extends T> rows, Function<? super T, ObjectNode> writer)
      throws IOException {
    try (rows) {
      Iterator<? extends T> iterator = rows.iterator();
      AsideFile.write(
          file,
          out -> {
            while (iterator.hasNext()) {
              writeRow(out, writer.apply(iterator.next()));
            }
          });
    }
  }

  /** Writes one row and its line end. */
  public static void writeRow(OutputStream out, ObjectNode row) throws IOException {
    out.write(JsonMapper.shared().writeValueAsBytes(row));
    out.write('\n');
  }

  /** An object to fill for a row to be written. */
  public static ObjectNode newRow() {
    return JsonMapper.shared().createObjectNode();
  }

  private static JsonlRow parse(byte[] text, String source, long line) {
    try {
      return JsonlRow.of(source, line, JsonReader.value(text));
    } catch (IllegalArgumentException e) {
      throw new JsonlException(source, line, String.valueOf(e.getMessage()));
    }
  }
}
