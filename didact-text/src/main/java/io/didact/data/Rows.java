package io.didact.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a data file, whatever its kind: JSONL or other JSON, Parquet, CSV or TSV. A row is an
 * object of the columns' names and values, and {@link JsonlRow} gives file and row in every
 * message.
 */
public final class Rows {
  private Rows() {}

  /** A kind of file, by the ending of its name. */
  private enum Kind {
    PARQUET,
    CSV,
    TSV,
    JSON;

    static Kind of(Path file) {
      String name = file.toString().toLowerCase(Locale.ROOT);
      for (Kind kind : values()) {
        String ending = "." + kind.name().toLowerCase(Locale.ROOT);
        if (name.endsWith(ending) || (kind != PARQUET && name.endsWith(ending + ".gz"))) {
          return kind;
        }
      }
      return JSON;
    }
  }

  /** What names of files that can be read end in, for messages. */
  public static final String KINDS = ".jsonl, .json, .jsonl.gz, .parquet, .csv or .tsv";

  /** Whether a file's name ends as those do that can be read. */
  public static boolean isReadable(String name) {
    return name.toLowerCase(Locale.ROOT)
        .matches("(?s).*\\.(parquet|(jsonl|ndjson|json|csv|tsv)(\\.gz)?)");
  }

  /**
   * The rows, one at a time; the caller closes the stream.
   *
   * @throws IOException if the file cannot be opened, or is a directory
   */
  public static <T> Stream<T> read(Path file, Function<JsonlRow, T> reader) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a directory; give a file that ends in " + KINDS);
    }
    return switch (Kind.of(file)) {
      case PARQUET -> ParquetFile.read(file, reader);
      case CSV -> CsvFile.read(file, ',', reader);
      case TSV -> CsvFile.read(file, '\t', reader);
      case JSON -> json(file, reader);
    };
  }

  private static <T> Stream<T> json(Path file, Function<JsonlRow, T> reader) throws IOException {
    BufferedInputStream in = Jsonl.open(file);
    return JsonDocument.begins(in)
        ? JsonDocument.read(in, file.toString(), reader)
        : Jsonl.read(in, file.toString(), reader);
  }

  /** What a data file's name ends in, without {@code .gz}. */
  static String ending(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return name.substring(name.lastIndexOf('.'));
  }

  /** Rows that are read when they are asked for, never ahead, until there is none. */
  static <T> Stream<T> stream(Supplier<@Nullable T> next, Closeable file) {
    Stream<T> rows =
        StreamSupport.stream(
            new Spliterators.AbstractSpliterator<T>(Long.MAX_VALUE, Spliterator.ORDERED) {
              @Override
              public boolean tryAdvance(Consumer<? super T> action) {
                T row = next.get();
                if (row != null) {
                  action.accept(row);
                }
                return row != null;
              }
            },
            false);
    return rows.onClose(
        () -> {
          try {
            file.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
