package io.didact.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code datetime.strftime} in English, for the directives that templates use. */
final class Strftime {
  /** A directive and the pattern that it stands for. */
  private static final Map<Character, String> PATTERNS =
      Stream.of(
              ("Yuuuu yuu mMM ddd jDDD HHH Ihh Mmm Sss fSSSSSS pa aEEE AEEEE bMMM hMMM BMMMM"
                      + " Fuuuu-MM-dd THH:mm:ss RHH:mm DMM/dd/uu")
                  .split(" "))
          .collect(Collectors.toMap(each -> each.charAt(0), each -> each.substring(1)));

  private Strftime() {}

  static String format(String format, ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      boolean bare = format.startsWith("-", i + 1);
      i += bare ? 2 : 1;
      char directive = i < format.length() ? format.charAt(i) : ' ';
      if (directive == '%') {
        out.append('%');
        continue;
      }
      String pattern = PATTERNS.get(directive);
      if (pattern == null && directive != 'e') {
        throw TemplateException.evaluation(
            "strftime_now does not know `%" + (directive == ' ' ? "" : directive) + "`");
      }
      String text =
          directive == 'e'
              ? "%2d".formatted(time.getDayOfMonth())
              : DateTimeFormatter.ofPattern(String.valueOf(pattern), Locale.US).format(time);
      out.append(bare ? text.replaceFirst("^[0 ]+(?=.)", "") : text);
    }
    return out.toString();
  }
}
