package io.didact.report;

import java.util.Locale;

/** Text and numbers as they stand in HTML and SVG. */
final class Markup {
  private Markup() {}

  /** Text that cannot become markup; characters that no page may hold become U+FFFD. */
  static String escape(String text) {
    StringBuilder result = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> result.append("&amp;");
                case '<' -> result.append("&lt;");
                case '>' -> result.append("&gt;");
                case '"' -> result.append("&quot;");
                case '\'' -> result.append("&#39;");
                default -> result.appendCodePoint(isLegal(c) ? c : 0xfffd);
              }
            });
    return result.toString();
  }

  private static boolean isLegal(int c) {
    boolean control = c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0;
    boolean surrogate = c >= 0xd800 && c <= 0xdfff;
    return !control && !surrogate && (c & 0xfffe) != 0xfffe;
  }

  /**
   * Foreign text as it can be shown and stored: control characters become their pictures (U+2400
   * on), halves of surrogate pairs and other characters that no page may hold U+FFFD.
   */
  static String visible(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.replace("\r\n", "\n")
        .codePoints()
        .forEach(
            c -> {
              boolean control = c < 0x20 && c != '\n' && c != '\t';
              int shown = control ? 0x2400 + c : c == 0x7f ? 0x2421 : c;
              result.appendCodePoint(isLegal(shown) ? shown : 0xfffd);
            });
    return result.toString();
  }

  /** A coordinate. */
  static String px(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** A metric with so many decimals, and a real minus sign. */
  static String number(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    boolean zero = text.matches("-0(\\.0*)?");
    return zero ? text.substring(1) : text.replace('-', '−');
  }
}
