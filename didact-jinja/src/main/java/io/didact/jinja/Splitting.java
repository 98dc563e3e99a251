package io.didact.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A text in pieces, as Python's {@code str.split}, {@code rsplit} and {@code splitlines} cut it.
 * {@code most} is how many cuts are made, negative for all.
 */
final class Splitting {
  private static final String LINE_ENDS = "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";

  private Splitting() {}

  static List<String> parts(String text, String separator, int most) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    for (int next = text.indexOf(separator);
        next >= 0 && (most < 0 || parts.size() < most);
        next = text.indexOf(separator, at)) {
      parts.add(text.substring(at, next));
      at = next + separator.length();
    }
    parts.add(text.substring(at));
    return parts;
  }

  static List<String> partsFromEnd(String text, String separator, int most) {
    List<String> parts = new ArrayList<>();
    int end = text.length();
    while (most < 0 || parts.size() < most) {
      int next = text.lastIndexOf(separator, end - separator.length());
      if (end < separator.length() || next < 0) {
        break;
      }
      parts.add(text.substring(next + separator.length(), end));
      end = next;
    }
    parts.add(text.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  /** Cut at white space; what is left after the last cut keeps the white space at its end. */
  static List<String> words(String text, int most) {
    List<String> words = new ArrayList<>();
    int at = WhiteSpace.skip(text, 0);
    while (at < text.length()) {
      int end = words.size() == most ? text.length() : at;
      while (end < text.length() && !WhiteSpace.isSpace(text.charAt(end))) {
        end++;
      }
      words.add(text.substring(at, end));
      at = WhiteSpace.skip(text, end);
    }
    return words;
  }

  /** Cut at white space; what is left before the first cut keeps the white space before it. */
  static List<String> wordsFromEnd(String text, int most) {
    List<String> words = new ArrayList<>();
    int end = WhiteSpace.skipBack(text, text.length());
    while (end > 0) {
      int start = words.size() == most ? 0 : end;
      while (start > 0 && !WhiteSpace.isSpace(text.charAt(start - 1))) {
        start--;
      }
      words.add(text.substring(start, end));
      end = WhiteSpace.skipBack(text, start);
    }
    Collections.reverse(words);
    return words;
  }

  /** {@code str.splitlines()}. */
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (LINE_ENDS.indexOf(text.charAt(i)) >= 0) {
        lines.add(text.substring(start, i));
        if (text.startsWith("\r\n", i)) {
          i++;
        }
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }
}
