package io.didact.jinja;

/** The escapes of Python's string literals. */
final class StringLiteral {
  private static final String ESCAPES = "\\\\''\"\"a\u0007b\bf\fn\nr\rt\tv\u000b";

  private StringLiteral() {}

  /**
   * @param body what stands between the quotes
   */
  static String meaning(String body, int line) {
    if (body.indexOf('\\') < 0) {
      return body;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escape = body.charAt(++i);
      int known = "\\'\"abfnrtv".indexOf(escape);
      if (known >= 0) {
        text.append(ESCAPES.charAt(2 * known + 1));
      } else if (escape == 'x' || escape == 'u' || escape == 'U') {
        int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : 8;
        text.appendCodePoint(codePoint(body, i + 1, digits, line));
        i += digits;
      } else if (escape >= '0' && escape <= '7') {
        int end = i;
        while (end < body.length() && end < i + 3 && "01234567".indexOf(body.charAt(end)) >= 0) {
          end++;
        }
        text.append((char) Integer.parseInt(body.substring(i, end), 8));
        i = end - 1;
      } else if (escape == 'N') {
        throw TemplateException.syntax(
            line, "`\\N` in a text is not supported; write \\u and digits");
      } else if (escape != '\n') {
        text.append('\\').append(escape);
      }
    }
    return text.toString();
  }

  private static int codePoint(String body, int from, int digits, int line) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      char c = i < body.length() ? body.charAt(i) : ' ';
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw TemplateException.syntax(
            line, "`\\" + body.charAt(from - 1) + "` in a text wants " + digits + " hex digits");
      }
      value = 16 * value + digit;
    }
    if (!Character.isValidCodePoint(value)) {
      throw TemplateException.syntax(line, "a text names a character that does not exist");
    }
    return value;
  }
}
