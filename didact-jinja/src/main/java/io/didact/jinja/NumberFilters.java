package io.didact.jinja;

import io.didact.jinja.Value.Int;
import io.didact.jinja.Value.Str;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters that read numbers or change them. */
final class NumberFilters {
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+(_\\d+)*");
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?((\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+(_\\d+)*)?)");

  private NumberFilters() {}

  static void addTo(Table<Value> filters) {
    filters.put("int", 0, NumberFilters::integer, "default", "base");
    filters.put("float", 0, NumberFilters::real, "default");
    filters.put("abs", 0, (run, value, args) -> Numbers.absolute(number("abs", value)));
    filters.put("round", 0, NumberFilters::round, "precision", "method");
  }

  private static Value integer(Run run, Value value, Arguments.Bound args) {
    Value otherwise = args.or(0, Int.of(0));
    int base = args.integer(1, 10);
    value.requireDefined();
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

  private static Value real(Run run, Value value, Arguments.Bound args) {
    Value otherwise = args.or(0, new Value.Real(0));
    value.requireDefined();
    if (Numbers.isNumber(value)) {
      return new Value.Real(Numbers.real(value));
    }
    Double number = value instanceof Str text ? parse(text.text()) : null;
    return number == null ? otherwise : new Value.Real(number);
  }

  private static Value number(String filter, Value value) {
    if (!Numbers.isNumber(value)) {
      throw TemplateException.evaluation(filter + " takes a number, not '" + value.type() + "'");
    }
    return value;
  }

  private static Value round(Run run, Value value, Arguments.Bound args) {
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
}
