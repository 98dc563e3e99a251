package io.didact.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code "…{}…{name}".format(…)}, without specifications after a colon. */
final class BraceFormat {
  private static final Pattern PIECE = Pattern.compile("\\{\\{|}}|\\{(\\w*)}|[{}]");

  private BraceFormat() {}

  static Value format(Run run, String format, Arguments arguments) {
    StringBuilder out = new StringBuilder();
    Matcher piece = PIECE.matcher(format);
    int at = 0;
    int used = 0;
    while (piece.find()) {
      out.append(format, at, piece.start());
      at = piece.end();
      String name = piece.group(1);
      if (name != null) {
        String key = name.isEmpty() ? Integer.toString(used++) : name;
        String text = PythonText.str(run, argument(key, arguments));
        run.text((long) out.length() + text.length());
        out.append(text);
      } else if (piece.group().length() == 2) {
        out.append(piece.group().charAt(0));
      } else {
        throw TemplateException.evaluation(
            "format: only {}, {0} and {name} are supported, in '" + format + "'");
      }
    }
    return new Value.Str(out.append(format.substring(at)).toString());
  }

  private static Value argument(String key, Arguments arguments) {
    boolean byPlace = key.matches("\\d{1,6}");
    int place = byPlace ? Integer.parseInt(key) : -1;
    Value value =
        byPlace && place < arguments.positional().size()
            ? arguments.positional().get(place)
            : arguments.named().get(key);
    if (value == null) {
      throw TemplateException.evaluation("format: there is no argument {" + key + "}");
    }
    return value;
  }
}
