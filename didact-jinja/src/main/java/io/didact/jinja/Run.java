package io.didact.jinja;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * One rendering of a template: what it has written, where it is, and what it has used up. A
 * template comes with a model from somewhere, so all that it may use is bounded.
 */
final class Run {
  /**
   * Steps and characters of intermediate results together; far more than any conversation needs.
   */
  private static final long MAX_WORK = 50_000_000;

  /** Longest text, of the output or of a value. */
  static final int MAX_TEXT = 1 << 24;

  /** Calls and nested expressions within one another. */
  private static final int MAX_DEPTH = 400;

  private final Clock clock;
  private final List<int[]> assistant = new ArrayList<>();
  private StringBuilder out = new StringBuilder();
  private final StringBuilder root = out;
  private long work;
  private int depth;
  private int line;

  Run(Clock clock) {
    this.clock = clock;
  }

  Clock clock() {
    return clock;
  }

  /** The line that is being worked on. */
  int line() {
    return line;
  }

  void at(int newLine) {
    line = newLine;
  }

  /** Counts work that is about to be done. */
  void work(long amount) {
    work += amount;
    if (work > MAX_WORK) {
      throw TemplateException.limit(
          "it does not come to an end within " + MAX_WORK + " steps; is it meant to?");
    }
  }

  void enter() {
    work(1);
    if (++depth > MAX_DEPTH) {
      throw TemplateException.limit("calls are nested deeper than " + MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  /** Counts a text of this length that is about to be made. */
  void text(long length) {
    if (length > MAX_TEXT) {
      throw TemplateException.limit("a text is longer than " + MAX_TEXT + " characters");
    }
    work(length);
  }

  /** Counts a text that is being made, once it is too long. */
  void bound(StringBuilder made) {
    if (made.length() > MAX_TEXT) {
      text(made.length());
    }
  }

  void write(String text) {
    work(text.length());
    if ((long) out.length() + text.length() > MAX_TEXT) {
      throw TemplateException.limit("the output is longer than " + MAX_TEXT + " characters");
    }
    out.append(text);
  }

  /** What the body writes, as a text instead. */
  String capture(Runnable body) {
    StringBuilder outer = out;
    StringBuilder inner = new StringBuilder();
    out = inner;
    try {
      body.run();
    } finally {
      out = outer;
    }
    return inner.toString();
  }

  /** Writes a text of the assistant's, and notes where, if it is written to the output itself. */
  void writeAssistant(String text) {
    int start = out.length();
    write(text);
    if (out == root) {
      assistant.add(new int[] {start, out.length()});
    }
  }

  String output() {
    return root.toString();
  }

  /** Start and end of what the assistant wrote, in the output's {@code char}s. */
  List<int[]> assistant() {
    return assistant;
  }
}
