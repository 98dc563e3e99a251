package io.didact.jinja;

import java.util.Locale;

/** Large and small letters as Python's {@code str} makes and finds them. */
final class LetterCase {
  private LetterCase() {}

  /** The first letter large, all others small. */
  static String capitalized(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int second = text.offsetByCodePoints(0, 1);
    return titleCase(text.codePointAt(0)) + text.substring(second).toLowerCase(Locale.ROOT);
  }

  private static String titleCase(int codePoint) {
    int title = Character.toTitleCase(codePoint);
    if (title != codePoint) {
      return Character.toString(title);
    }
    String upper = Character.toString(codePoint).toUpperCase(Locale.ROOT);
    return upper.codePointCount(0, upper.length()) > 1
        ? capitalizedLigature(upper)
        : Character.toString(title);
  }

  /** What one small letter becomes where its large form is several: {@code ß} → {@code Ss}. */
  private static String capitalizedLigature(String upper) {
    return upper.substring(0, 1) + upper.substring(1).toLowerCase(Locale.ROOT);
  }

  /** The first letter of each word large, all others small. */
  static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      boolean letter =
          Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
      out.append(letter && !inWord ? titleCase(c) : Character.toString(c).toLowerCase(Locale.ROOT));
      inWord = letter;
    }
    return out.toString();
  }

  /** Whether there are letters with two forms, and all have the one. */
  static boolean isAll(String text, boolean upper) {
    boolean any =
        text.codePoints()
            .anyMatch(c -> upper ? Character.isUpperCase(c) : Character.isLowerCase(c));
    return any
        && text.codePoints()
            .noneMatch(
                c ->
                    Character.isTitleCase(c)
                        || (upper ? Character.isLowerCase(c) : Character.isUpperCase(c)));
  }
}
