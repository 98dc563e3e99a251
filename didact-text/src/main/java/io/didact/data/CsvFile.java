package io.didact.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of a table of texts. Its first line names the columns; quotes are those of RFC 4180: a
 * cell in them may have delimiters and line ends, and has a quote doubled. All cells are texts, an
 * empty one is {@code null}; empty lines are skipped. Rows are counted from 1.
 */
final class CsvFile<T> {
  private static final int QUOTE = '"';
  private static final int END = -1;

  private final BufferedInputStream in;
  private final String source;
  private final int delimiter;
  private final Function<JsonlRow, T> reader;
  private final List<String> columns;
  private final ByteArrayOutputStream cell = new ByteArrayOutputStream();
  private long row;
  private long line = 1;
  private int bytes;
  private int ahead;

  private CsvFile(InputStream in, String source, int delimiter, Function<JsonlRow, T> reader)
      throws IOException {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.source = source;
    this.delimiter = delimiter;
    this.reader = reader;
    this.ahead = this.in.read();
    List<String> names = record();
    this.columns = names == null ? List.of() : names;
    requireDistinct();
  }

  static <T> Stream<T> read(Path file, int delimiter, Function<JsonlRow, T> reader)
      throws IOException {
    InputStream in = Jsonl.open(file);
    try {
      CsvFile<T> table = new CsvFile<>(in, file.toString(), delimiter, reader);
      return Rows.stream(table::next, in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private void requireDistinct() {
    Set<String> met = new HashSet<>();
    for (String name : columns) {
      if (!met.add(name)) {
        throw wrong("the column '%s' is named twice".formatted(name));
      }
    }
  }

  private @Nullable T next() {
    row++;
    long began = line;
    try {
      List<String> cells = record();
      if (cells == null) {
        return null;
      }
      if (cells.size() != columns.size()) {
        throw new BadRowException(
            source,
            row,
            "the row has too %s cells: %d, where the first line names %d columns (line %d of the file)"
                .formatted(
                    cells.size() < columns.size() ? "few" : "many",
                    cells.size(),
                    columns.size(),
                    began));
      }
      ObjectNode fields = Jsonl.newRow();
      for (int i = 0; i < cells.size(); i++) {
        fields.put(columns.get(i), cells.get(i).isEmpty() ? null : cells.get(i));
      }
      return new JsonlRow(source, row, fields).read(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(source + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The cells up to the end of a line that is not empty; null at the end of the file. */
  private @Nullable List<String> record() throws IOException {
    bytes = 0;
    try {
      List<String> cells = new ArrayList<>();
      while (ahead != END) {
        boolean quoted = ahead == QUOTE;
        cells.add(quoted ? quoted() : plain());
        int end = read();
        if (end == delimiter) {
          continue;
        }
        if (end == '\r' && ahead == '\n') {
          read();
        }
        boolean empty = cells.size() == 1 && !quoted && cells.get(0).isEmpty();
        if (!empty) {
          return cells;
        }
        cells.clear();
      }
      if (!cells.isEmpty()) {
        cells.add(""); // the file ends behind a delimiter
      }
      return cells.isEmpty() ? null : cells;
    } catch (EOFException | ZipException e) {
      throw wrong("the compressed file is damaged or cut off here");
    }
  }

  private String plain() throws IOException {
    cell.reset();
    while (!endsCell(ahead)) {
      cell.write(read());
    }
    return text();
  }

  private String quoted() throws IOException {
    long began = line;
    cell.reset();
    read();
    while (true) {
      int next = read();
      if (next == END) {
        throw wrong("the quote that opens in line %d does not close".formatted(began));
      }
      if (next == QUOTE && ahead != QUOTE) {
        break;
      }
      cell.write(next == QUOTE ? read() : next);
    }
    if (!endsCell(ahead)) {
      throw wrong("something follows after the closing quote of a cell");
    }
    return text();
  }

  private boolean endsCell(int next) {
    return next == delimiter || next == '\n' || next == '\r' || next == END;
  }

  private String text() {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(cell.toByteArray()))
              .toString();
      return row == 0 && text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw wrong("it is not text in UTF-8");
    }
  }

  private int read() throws IOException {
    int now = ahead;
    ahead = in.read();
    if (now == '\n' || now == '\r' && ahead != '\n') {
      line++;
    }
    if (bytes++ == Jsonl.MAX_LINE_BYTES) {
      throw wrong("the row is longer than " + Jsonl.MAX_LINE_BYTES + " bytes");
    }
    return now;
  }

  private JsonlException wrong(String what) {
    return new JsonlException(
        source, Math.max(1, row), what + " (line %d of the file)".formatted(line));
  }
}
