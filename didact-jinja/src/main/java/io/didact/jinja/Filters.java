package io.didact.jinja;

import io.didact.jinja.Value.Int;
import io.didact.jinja.Value.Str;
import io.didact.jinja.Value.Undefined;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code value | filter(…)}: those of texts and of any value. {@link NumberFilters} and {@link
 * SequenceFilters} have the others.
 */
final class Filters {
  static final Table<Value> TABLE = new Table<>("filter");

  /** After these a new word begins. */
  private static final Pattern WORD_START = Pattern.compile("[-" + WhiteSpace.SPACES + "({\\[<]+");

  static {
    text("upper", text -> text.toUpperCase(Locale.ROOT));
    text("lower", text -> text.toLowerCase(Locale.ROOT));
    text("capitalize", LetterCase::capitalized);
    text("title", Filters::title);
    text("string", text -> text);
    text("safe", text -> text);
    text("escape", Filters::escaped);
    text("e", Filters::escaped);
    TABLE.put("trim", 0, Filters::trim, "chars");
    TABLE.put("replace", 2, Filters::replace, "old", "new", "count");
    TABLE.put("indent", 0, Filters::indent, "width", "first", "blank");
    TABLE.put("default", 0, Filters::otherwise, "default_value", "boolean");
    TABLE.alias("d", "default");
    TABLE.put("tojson", 0, Filters::json, "ensure_ascii", "indent", "separators", "sort_keys");
    TABLE.put("format", Filters::format);
    NumberFilters.addTo(TABLE);
    SequenceFilters.addTo(TABLE);
  }

  private Filters() {}

  /** A filter of the text that printing would give. */
  private static void text(String name, UnaryOperator<String> filter) {
    TABLE.put(
        name,
        0,
        (run, value, args) -> {
          String text = PythonText.str(run, value);
          run.text(text.length());
          return new Str(filter.apply(text));
        });
  }

  private static Value format(Run run, Value value, Arguments args) {
    Value values =
        args.named().isEmpty() ? new Value.Tuple(args.positional()) : Dict.of(args.named());
    return new Str(PercentFormat.format(run, PythonText.str(run, value), values));
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    Matcher start = WORD_START.matcher(text);
    int at = 0;
    while (start.find()) {
      out.append(word(text.substring(at, start.start()))).append(start.group());
      at = start.end();
    }
    return out.append(word(text.substring(at))).toString();
  }

  private static String word(String word) {
    if (word.isEmpty()) {
      return word;
    }
    int second = word.offsetByCodePoints(0, 1);
    return word.substring(0, second).toUpperCase(Locale.ROOT)
        + word.substring(second).toLowerCase(Locale.ROOT);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private static Value trim(Run run, Value value, Arguments.Bound args) {
    String text = PythonText.str(run, value);
    run.text(text.length());
    return new Str(
        args.has(0) ? StringMethods.strip(text, args.text(0), true, true) : WhiteSpace.strip(text));
  }

  private static Value replace(Run run, Value value, Arguments.Bound args) {
    return new Str(
        StringMethods.replace(
            run,
            PythonText.str(run, value),
            PythonText.str(run, args.get(0)),
            PythonText.str(run, args.get(1)),
            args.has(2) ? args.integer(2, -1) : -1));
  }

  private static Value indent(Run run, Value value, Arguments.Bound args) {
    if (!(value instanceof Str text)) {
      throw TemplateException.evaluation("indent takes a text, not '" + value.type() + "'");
    }
    String margin =
        args.or(0, Int.of(4)) instanceof Str given
            ? given.text()
            : Sequences.apply(run, "*", new Str(" "), args.or(0, Int.of(4))) instanceof Str made
                ? made.text()
                : "";
    StringBuilder out = new StringBuilder(args.truth(1, false) ? margin : "");
    List<String> lines = Splitting.lines(text.text() + "\n");
    for (int i = 0; i < lines.size(); i++) {
      boolean indented = i > 0 && (args.truth(2, false) || !lines.get(i).isEmpty());
      run.work((long) margin.length() + lines.get(i).length());
      out.append(i == 0 ? "" : "\n").append(indented ? margin : "").append(lines.get(i));
      run.bound(out);
    }
    return new Str(out.toString());
  }

  private static Value otherwise(Run run, Value value, Arguments.Bound args) {
    boolean missing = value instanceof Undefined || (args.truth(1, false) && !Logic.truth(value));
    return missing ? args.or(0, new Str("")) : value;
  }

  private static Value json(Run run, Value value, Arguments.Bound args) {
    String margin = null;
    if (args.has(1)) {
      margin =
          args.get(1) instanceof Str given
              ? given.text()
              : " ".repeat(Math.max(0, Math.min(1000, args.integer(1, 0))));
    }
    String comma = margin == null ? ", " : ",";
    String colon = ": ";
    if (args.has(2)) {
      List<Value> given = Sequences.list(run, args.get(2));
      if (given.size() != 2
          || !(given.get(0) instanceof Str first)
          || !(given.get(1) instanceof Str second)) {
        throw TemplateException.evaluation("tojson: separators are two texts");
      }
      comma = first.text();
      colon = second.text();
    }
    return new Str(
        Json.write(
            run,
            value,
            new Json.Options(args.truth(0, false), margin, comma, colon, args.truth(3, false))));
  }
}
