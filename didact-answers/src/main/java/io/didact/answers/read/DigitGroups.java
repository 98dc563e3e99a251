package io.didact.answers.read;

/**
 * Groups of three digits and what stands between them, as in {@code 1,000} and {@code 1\,000}.
 *
 * <p>All separators include those that can only stand within a number: {@code {,}}, {@code ,\!},
 * {@code \,} and the like, and {@code ~}.
 */
enum DigitGroups {
  /** Commas. */
  COMMA(","),
  /** Spaces, also those that do not break. */
  SPACE(" \u00a0\u202f\u2009"),
  /** Nothing besides the separators that stand within numbers only. */
  THIN("");

  private static final int GROUP = 3;
  private static final int MOST_GROUPS = 40;

  private final String separators;

  DigitGroups(String separators) {
    this.separators = separators;
  }

  /**
   * Where the number ends that begins at a place, or that place where none is grouped so: the first
   * group has one to three digits, at least one follows, and no digits follow that are no group;
   * but for those of a fraction, 1 000 1/2.
   */
  int end(String text, int start) {
    int end = digitsEnd(text, start);
    if (end == start || end - start > GROUP || text.charAt(start) == '0') {
      return start;
    }
    int groups = 0;
    while (true) {
      int next = separatorEnd(text, end);
      int digits = digitsEnd(text, next);
      if (next == end || digits == next) {
        return groups > 0 ? end : start;
      } else if (digits - next != GROUP) {
        boolean fraction = digits < text.length() && text.charAt(digits) == '/';
        return groups > 0 && fraction ? end : start;
      } else if (++groups > MOST_GROUPS) {
        return start;
      }
      end = digits;
    }
  }

  static int digitsEnd(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /** Where a separator ends, or the place itself where none begins. */
  private int separatorEnd(String text, int place) {
    if (place == text.length()) {
      return place;
    }
    char c = text.charAt(place);
    if (c == '~') {
      return place + 1;
    } else if (c == '\\') {
      boolean thin = place + 1 < text.length() && ",;: !".indexOf(text.charAt(place + 1)) >= 0;
      return thin ? place + 2 : place;
    }
    int thin = c == ',' ? tight(text, place) : inBraces(text, place);
    if (thin > place) {
      return thin;
    }
    return separators.indexOf(c) >= 0 ? place + 1 : place;
  }

  /** {@code ,\!} */
  private static int tight(String text, int comma) {
    int bang = spaceEnd(text, comma + 1);
    return text.startsWith("\\!", bang) ? spaceEnd(text, bang + 2) : comma;
  }

  /** <code>{,}</code> */
  private static int inBraces(String text, int place) {
    int open = spaceEnd(text, place);
    int comma = text.startsWith("{", open) ? spaceEnd(text, open + 1) : open;
    int close = comma > open && text.startsWith(",", comma) ? spaceEnd(text, comma + 1) : open;
    return close > comma && text.startsWith("}", close) ? spaceEnd(text, close + 1) : place;
  }

  private static int spaceEnd(String text, int start) {
    int end = start;
    while (end < text.length() && " \t\n\r\f".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }
}
