package io.didact.answers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds boxes in a text in one pass, however many there are and however deep braces are nested. Of
 * boxes in one another only the outermost that is closed counts.
 */
final class BoxScanner {
  private static final List<String> COMMANDS = List.of("boxed", "fbox", "framebox");

  /** One token, for {@code \boxed 42} and {@code \boxed \frac{1}{2}}; a word is none. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?![a-zA-Z]{2}|[a-zA-Z] [a-z]{2})[-+]?[\\w./,]*\\w|\\\\[dt]?frac ?\\d ?\\d|\\\\[a-zA-Z]+(?:\\{[^{}]*\\}){0,8}+");

  /** A brace that opens no box. */
  private static final int NO_BOX = -1;

  /**
   * Where a box is.
   *
   * @param start of the command
   * @param open where its content begins
   * @param close behind its content
   * @param end behind all of it
   */
  record Box(int start, int open, int close, int end) {}

  /**
   * A brace that is open.
   *
   * @param place behind it
   * @param box where the command before it starts, or {@link #NO_BOX}
   */
  private record Brace(int place, int box) {}

  private final String text;
  private final Deque<Brace> braces = new ArrayDeque<>();
  private final List<Box> found = new ArrayList<>();

  private BoxScanner(String text) {
    this.text = text;
  }

  /** The boxes from left to right; escaped braces do not count. */
  static List<Box> boxes(String text) {
    return text.contains("box") ? new BoxScanner(text).scan() : List.of();
  }

  /** The last box, if its brace is never closed: it ends with the text. */
  static Optional<Box> unclosed(String text) {
    if (!text.contains("box")) {
      return Optional.empty();
    }
    BoxScanner scanner = new BoxScanner(text);
    List<Box> closed = scanner.scan();
    int last = closed.isEmpty() ? NO_BOX : closed.get(closed.size() - 1).start();
    return scanner.braces.stream()
        .filter(brace -> brace.box() > last)
        .findFirst()
        .map(brace -> new Box(brace.box(), brace.place(), text.length(), text.length()));
  }

  /** Begins at the first box: braces before it close behind it, or not at all. */
  private List<Box> scan() {
    int place = Math.max(0, text.lastIndexOf('\\', text.indexOf("box")));
    while (place < text.length()) {
      char c = text.charAt(place);
      if (c == '\\') {
        place = command(place);
        continue;
      } else if (c == '{') {
        braces.push(new Brace(place + 1, NO_BOX));
      } else if (c == '}' && !braces.isEmpty()) {
        close(braces.pop(), place);
      }
      place++;
    }
    return found;
  }

  private void close(Brace open, int place) {
    if (open.box() == NO_BOX) {
      return;
    }
    while (!found.isEmpty() && found.get(found.size() - 1).start() > open.box()) {
      found.remove(found.size() - 1);
    }
    found.add(new Box(open.box(), open.place(), place, place + 1));
  }

  /** Reads a command, a box with its brace or token; the place behind it. */
  private int command(int start) {
    int open = behindBox(start);
    if (open < 0) {
      boolean escapedTwice = text.startsWith("\\", start + 1) && behindBox(start + 1) > 0;
      return escapedTwice ? start + 1 : start + 2;
    }
    while (open < text.length() && Character.isWhitespace(text.charAt(open))) {
      open++;
    }
    if (open == text.length()) {
      return open;
    }
    if (text.charAt(open) == '{') {
      braces.push(new Brace(open + 1, start));
      return open + 1;
    }
    Matcher token = TOKEN.matcher(text).region(open, text.length());
    if (token.lookingAt()) {
      found.add(new Box(start, open, token.end(), token.end()));
    }
    return open;
  }

  /** Where the name of a box command ends, or −1. */
  private int behindBox(int start) {
    for (String command : COMMANDS) {
      if (text.startsWith(command, start + 1)) {
        return start + 1 + command.length();
      }
    }
    return -1;
  }
}
