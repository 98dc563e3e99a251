package io.didact.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads ahead by one line, never more, so that a row comes out as soon as its line is complete. */
final class RowIterator<T> implements Iterator<T> {
  private final LineReader lines;
  private final String source;
  private final Function<JsonlRow, T> reader;
  private byte @Nullable [] line;

  RowIterator(LineReader lines, String source, Function<JsonlRow, T> reader) {
    this.lines = lines;
    this.source = source;
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    if (line == null) {
      try {
        line = lines.next();
      } catch (IOException e) {
        throw new UncheckedIOException(source + " cannot be read: " + e.getMessage(), e);
      }
    }
    return line != null;
  }

  @Override
  public T next() {
    if (!hasNext() || line == null) {
      throw new NoSuchElementException();
    }
    JsonlRow row = Jsonl.parse(line, source, lines.number());
    line = null;
    return row.read(reader);
  }
}
