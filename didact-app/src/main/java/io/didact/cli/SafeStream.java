package io.didact.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Text that a terminal shows and does not obey. Names of files, models, columns and errors come
 * from anyone; control characters in them (C0 but for tabs and line ends, DEL, C1) are written as
 * {@code \}{@code u001b} and the like, which JSON reads back as the same.
 */
final class SafeStream extends PrintStream {
  private final PrintStream raw;

  private SafeStream(PrintStream raw) {
    super(new Escaping(raw), true, StandardCharsets.UTF_8);
    this.raw = raw;
  }

  /** The stream itself, where it is one. */
  static SafeStream of(PrintStream stream) {
    return stream instanceof SafeStream safe ? safe : new SafeStream(stream);
  }

  /** What is below, for our own text that the terminal is to obey. */
  PrintStream raw() {
    return raw;
  }

  @Override
  public boolean checkError() {
    return super.checkError() | raw.checkError();
  }

  /** On the bytes of UTF-8, in which C1 are 0xC2 and one more. */
  private static final class Escaping extends FilterOutputStream {
    private static final int C1 = 0xC2;
    private static final int NONE = -1;

    /** A byte that the next one decides on: 0xC2, or a carriage return. */
    private int held = NONE;

    Escaping(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      int b = value & 0xFF;
      int before = held;
      held = NONE;
      if (before == C1) {
        if (b >= 0x80 && b < 0xA0) {
          escape(b);
          return;
        }
        out.write(before);
      } else if (before == '\r') {
        if (b == '\n') {
          out.write(before);
        } else {
          escape(before);
        }
      }
      if (b == C1 || b == '\r') {
        held = b;
      } else if (isControl(b)) {
        escape(b);
      } else {
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int done = from;
      for (int i = from; i < from + length; i++) {
        if (held != NONE || isSpecial(bytes[i] & 0xFF)) {
          out.write(bytes, done, i - done);
          write(bytes[i]);
          done = i + 1;
        }
      }
      out.write(bytes, done, from + length - done);
    }

    private static boolean isSpecial(int b) {
      return b == C1 || isControl(b);
    }

    private static boolean isControl(int b) {
      return b < ' ' && b != '\n' && b != '\t' || b == 0x7F;
    }

    private void escape(int b) throws IOException {
      out.write("\\u%04x".formatted(b).getBytes(StandardCharsets.US_ASCII));
    }
  }
}
