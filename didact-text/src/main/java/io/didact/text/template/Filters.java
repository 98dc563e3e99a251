package io.didact.text.template;

import io.didact.text.NearestName;
import io.didact.text.template.Value.Int;
import io.didact.text.template.Value.Str;
import io.didact.text.template.Value.Undefined;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code value | filter(…)}: those that make one value of one. {@link SequenceFilters} has the
 * others.
 */
final class Filters {
  private static final Map<String, Filter> FILTERS = new HashMap<>(SequenceFilters.all());

  /** After these a new word begins. */
  private static final Pattern WORD_START = Pattern.compile("[-" + WhiteSpace.SPACES + "({\\[<]+");

  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+(_\\d+)*");
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?((\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+(_\\d+)*)?)");

  /** What a filter does. */
  interface Filter {
    Value apply(Run run, Value value, Arguments arguments);
  }

  static {
    text("upper", text -> text.toUpperCase(Locale.ROOT));
    text("lower", text -> text.toLowerCase(Locale.ROOT));
    text("capitalize", LetterCase::capitalized);
    text("title", Filters::title);
    text("string", text -> text);
    text("safe", text -> text);
    text("escape", Filters::escaped);
    text("e", Filters::escaped);
    FILTERS.put("trim", Filters::trim);
    FILTERS.put("replace", Filters::replace);
    FILTERS.put("indent", Filters::indent);
    FILTERS.put("int", Filters::integer);
    FILTERS.put("float", Filters::real);
    FILTERS.put("abs", Filters::absolute);
    FILTERS.put("round", Filters::round);
    FILTERS.put("default", Filters::otherwise);
    FILTERS.put("d", Filters::otherwise);
    FILTERS.put("tojson", Filters::json);
    FILTERS.put(
        "format",
        (run, value, args) ->
            new Str(
                PercentFormat.format(
                    run,
                    PythonText.str(run, value),
                    args.named().isEmpty()
                        ? new Value.Tuple(args.positional())
                        : Dict.of(args.named()))));
  }

  private Filters() {}

  private interface OfText {
    String apply(String text);
  }

  /** A filter of the text that printing would give. */
  private static void text(String name, OfText filter) {
    FILTERS.put(
        name,
        (run, value, args) -> {
          args.bind(name, 0);
          String text = PythonText.str(run, value);
          run.text(text.length());
          return new Str(filter.apply(text));
        });
  }

  static boolean isKnown(String name) {
    return FILTERS.containsKey(name);
  }

  static String unknown(String name) {
    return "there is no filter `" + name + "`" + NearestName.hint(name, FILTERS.keySet());
  }

  static Value apply(Run run, String name, Value value, Arguments arguments) {
    Filter filter = FILTERS.get(name);
    if (filter == null) {
      throw TemplateException.evaluation(unknown(name));
    }
    return filter.apply(run, value, arguments);
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

  private static Value trim(Run run, Value value, Arguments arguments) {
    Arguments.Bound args = arguments.bind("trim", 0, "chars");
    String text = PythonText.str(run, value);
    run.text(text.length());
    return new Str(
        args.has(0) ? StringMethods.strip(text, args.text(0), true, true) : WhiteSpace.strip(text));
  }

  private static Value replace(Run run, Value value, Arguments arguments) {
    Arguments.Bound args = arguments.bind("replace", 2, "old", "new", "count");
    return new Str(
        StringMethods.replace(
            run,
            PythonText.str(run, value),
            PythonText.str(run, args.get(0)),
            PythonText.str(run, args.get(1)),
            args.has(2) ? args.integer(2, -1) : -1));
  }

  private static Value indent(Run run, Value value, Arguments arguments) {
    Arguments.Bound args = arguments.bind("indent", 0, "width", "first", "blank");
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
      if (out.length() > Run.MAX_TEXT) {
        run.text(out.length());
      }
    }
    return new Str(out.toString());
  }

  private static Value integer(Run run, Value value, Arguments arguments) {
    Arguments.Bound args = arguments.bind("int", 0, "default", "base");
    Value otherwise = args.or(0, Int.of(0));
    int base = args.integer(1, 10);
    if (value instanceof Undefined undefined) {
      throw TemplateException.evaluation(undefined.why());
    }
    if (value instanceof Value.Real real) {
      return Double.isNaN(real.number()) ? otherwise : Numbers.truncated(real.number());
    }
    BigInteger integer = Numbers.integer(value);
    if (integer != null) {
      return new Int(integer);
    }
    if (!(value instanceof Str text)) {
      return otherwise;
    }
    run.work(text.text().length());
    BigInteger read = parse(text.text(), base);
    if (read != null) {
      return new Int(read);
    }
    Double number = parse(text.text());
    return number == null || !Double.isFinite(number) ? otherwise : Numbers.truncated(number);
  }

  private static @Nullable BigInteger parse(String text, int base) {
    String digits = WhiteSpace.strip(text).toLowerCase(Locale.ROOT);
    if (base == 10) {
      return digits.length() <= 4300 && INTEGER.matcher(digits).matches()
          ? new BigInteger(digits.replace("_", ""))
          : null;
    }
    if (base < 2 || base > 36) {
      return null;
    }
    String sign = digits.startsWith("-") ? "-" : "";
    String bare = digits.replaceFirst("^[+-]", "");
    String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
    String number = bare.startsWith(prefix) ? bare.substring(prefix.length()) : bare;
    boolean valid =
        !number.isEmpty()
            && number.length() <= 1000
            && number.chars().allMatch(c -> c < 128 && Character.digit(c, base) >= 0);
    return valid ? new BigInteger(sign + number, base) : null;
  }

  /** Python's {@code float(text)}; null where it would fail. */
  private static @Nullable Double parse(String text) {
    String digits = WhiteSpace.strip(text).toLowerCase(Locale.ROOT);
    if (digits.length() <= 4300 && REAL.matcher(digits).matches()) {
      return Double.valueOf(digits.replace("_", ""));
    }
    return switch (digits) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      case "nan", "+nan", "-nan" -> Double.NaN;
      default -> null;
    };
  }

  private static Value real(Run run, Value value, Arguments arguments) {
    Value otherwise = arguments.bind("float", 0, "default").or(0, new Value.Real(0));
    if (value instanceof Undefined undefined) {
      throw TemplateException.evaluation(undefined.why());
    }
    if (Numbers.isNumber(value)) {
      return new Value.Real(Numbers.real(value));
    }
    Double number = value instanceof Str text ? parse(text.text()) : null;
    return number == null ? otherwise : new Value.Real(number);
  }

  private static Value absolute(Run run, Value value, Arguments arguments) {
    arguments.bind("abs", 0);
    return Numbers.absolute(number("abs", value));
  }

  private static Value number(String filter, Value value) {
    if (!Numbers.isNumber(value)) {
      throw TemplateException.evaluation(filter + " takes a number, not '" + value.type() + "'");
    }
    return value;
  }

  private static Value round(Run run, Value value, Arguments arguments) {
    Arguments.Bound args = arguments.bind("round", 0, "precision", "method");
    number("round", value);
    int places = args.integer(0, 0);
    String method = args.has(1) ? args.text(1) : "common";
    if (method.equals("common")) {
      return Numbers.round(value, places);
    }
    if (!method.equals("ceil") && !method.equals("floor")) {
      throw TemplateException.evaluation("round: the method is common, ceil or floor");
    }
    Value scale = Numbers.apply("**", Int.of(10), Int.of(places));
    double scaled = Numbers.real(Numbers.apply("*", value, scale));
    Int whole = Numbers.truncated(method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled));
    return Numbers.apply("/", whole, scale);
  }

  private static Value otherwise(Run run, Value value, Arguments arguments) {
    Arguments.Bound args = arguments.bind("default", 0, "default_value", "boolean");
    boolean missing = value instanceof Undefined || (args.truth(1, false) && !Logic.truth(value));
    return missing ? args.or(0, new Str("")) : value;
  }

  private static Value json(Run run, Value value, Arguments arguments) {
    Arguments.Bound args =
        arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
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
