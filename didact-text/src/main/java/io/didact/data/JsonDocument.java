package io.didact.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;

/**
 * The rows of JSON that is no JSONL: one array of objects, or objects of several lines one after
 * another. It is read as a stream. Objects of an array are counted from 1, others are named by the
 * line in which they begin.
 */
final class JsonDocument<T> {
  /** A first line that is longer is one of JSONL. */
  private static final int MOST_PEEKED = 1 << 16;

  private final String source;
  private final Function<JsonlRow, T> reader;
  private final Bounded bytes;
  private final JsonParser parser;
  private boolean inArray;
  private long rows;

  private JsonDocument(InputStream in, String source, Function<JsonlRow, T> reader) {
    this.source = source;
    this.reader = reader;
    this.bytes = new Bounded(in);
    this.parser = JsonReader.VALUES.createParser(bytes);
  }

  static <T> Stream<T> read(InputStream in, String source, Function<JsonlRow, T> reader) {
    JsonDocument<T> document = new JsonDocument<>(in, source, reader);
    return Rows.stream(document::next, in);
  }

  /**
   * Whether a file is such a document, by its first line: it begins with a bracket, or with a brace
   * that does not close in it. Reads on from where it was.
   */
  static boolean begins(BufferedInputStream in) throws IOException {
    in.mark(MOST_PEEKED);
    int first = 0;
    int last = 0;
    try {
      for (int i = 0; i < MOST_PEEKED && first != '['; i++) {
        int next = in.read();
        if (next < 0 || next == '\n' && first == '{') {
          return first == '{' && last != '}';
        }
        if (next > ' ' && next < 0x80) {
          first = first == 0 ? next : first;
          last = next;
        }
      }
      return first == '[';
    } catch (EOFException | ZipException e) {
      return first == '['; // the reader says where it is damaged
    } finally {
      in.reset();
    }
  }

  private @Nullable T next() {
    bytes.begin();
    JsonlRow row;
    try {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY && rows == 0 && !inArray) {
        inArray = true;
        token = parser.nextToken();
      }
      if (token == null || inArray && token == JsonToken.END_ARRAY) {
        requireEnd();
        return null;
      }
      rows++;
      long number = inArray ? rows : parser.currentTokenLocation().getLineNr();
      row = row(number);
    } catch (JacksonIOException e) {
      throw unreadable(e);
    } catch (JacksonException e) {
      throw new JsonlException(source, line(), JsonReader.reason(e));
    }
    return row.read(reader);
  }

  private JsonlRow row(long number) {
    return JsonlRow.of(source, number, JsonReader.VALUES.readTree(parser));
  }

  private void requireEnd() {
    if (parser.nextToken() != null) {
      throw new JsonlException(source, line(), "not JSON: something follows after the array");
    }
  }

  private long line() {
    return Math.max(1, parser.currentLocation().getLineNr());
  }

  private JsonlException unreadable(JacksonIOException e) {
    return new JsonlException(
        source,
        line(),
        e.getCause() instanceof TooLargeException large
            ? String.valueOf(large.getMessage())
            : "the compressed file is damaged or cut off here");
  }

  /** Gives no more bytes for a row than one may have. */
  private static final class Bounded extends FilterInputStream {
    private long given;

    Bounded(InputStream in) {
      super(in);
    }

    void begin() {
      given = 0;
    }

    @Override
    public int read() throws IOException {
      return add(in.read(), 1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, Math.min(length, 1 << 16));
      return add(count, count);
    }

    private int add(int read, int count) throws IOException {
      given += Math.max(0, count);
      if (given > Jsonl.MAX_LINE_BYTES + (1 << 17)) {
        throw new TooLargeException();
      }
      return read;
    }
  }

  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("the row is larger than " + (Jsonl.MAX_LINE_BYTES >> 20) + " MiB");
    }
  }
}
