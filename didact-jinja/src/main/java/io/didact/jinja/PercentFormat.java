package io.didact.jinja;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code "…%s…" % values}, with {@code s r d i x} and {@code f}. */
final class PercentFormat {
  private static final Pattern PLACE =
      Pattern.compile(
          "%(?:\\((?<key>[^)]*)\\))?(?<flags>[-0+ ]*)(?<width>\\d{0,4})(?:\\.(?<places>\\d{0,3}))?(?<type>.|$)",
          Pattern.DOTALL);

  private PercentFormat() {}

  static String format(Run run, String format, Value values) {
    List<Value> all = values instanceof Value.Tuple tuple ? tuple.items() : List.of(values);
    StringBuilder out = new StringBuilder();
    Matcher place = PLACE.matcher(format);
    int at = 0;
    int used = 0;
    while (place.find()) {
      out.append(format, at, place.start());
      at = place.end();
      if (place.group("type").equals("%")) {
        out.append('%');
        continue;
      }
      Value value;
      if (place.group("key") != null) {
        Value found =
            values instanceof Dict dict ? dict.get(new Value.Str(place.group("key"))) : null;
        if (found == null) {
          throw TemplateException.evaluation("`%` finds no '" + place.group("key") + "'");
        }
        value = found;
      } else if (used < all.size()) {
        value = all.get(used++);
      } else {
        throw TemplateException.evaluation("`%` has fewer values than places");
      }
      out.append(padded(place, one(run, place, value), value));
      run.text(out.length());
    }
    boolean indexed =
        values instanceof Dict
            || values instanceof Value.Items
            || values instanceof Value.Range
            || values instanceof Value.Undefined;
    if (used < all.size() && !indexed) { // what can be indexed might have been meant by name
      throw TemplateException.evaluation("`%` has more values than places");
    }
    return out.append(format.substring(at)).toString();
  }

  private static String one(Run run, Matcher place, Value value) {
    String places = place.group("places");
    int digits = places == null || places.isEmpty() ? -1 : Integer.parseInt(places);
    switch (place.group("type")) {
      case "s", "r" -> {
        String text =
            place.group("type").equals("s")
                ? PythonText.str(run, value)
                : PythonText.repr(run, value);
        boolean cut = digits >= 0 && digits < text.codePointCount(0, text.length());
        return cut ? text.substring(0, text.offsetByCodePoints(0, digits)) : text;
      }
      case "d", "i" -> {
        return sign(place, integer(value).toString());
      }
      case "x" -> {
        return sign(place, integer(value).toString(16));
      }
      case "f" -> {
        double number = Numbers.real(value);
        return sign(
            place,
            Double.isFinite(number)
                ? new java.math.BigDecimal(number)
                    .setScale(digits < 0 ? 6 : digits, java.math.RoundingMode.HALF_EVEN)
                    .toPlainString()
                : PythonText.number(number));
      }
      default ->
          throw TemplateException.evaluation(
              "`%` with '" + place.group() + "' is not supported; it knows s, r, d, i, x and f");
    }
  }

  private static BigInteger integer(Value value) {
    BigInteger integer = Numbers.integer(value);
    return integer != null ? integer : Numbers.truncated(Numbers.real(value)).number();
  }

  private static String sign(Matcher place, String number) {
    boolean plus = place.group("flags").indexOf('+') >= 0 && !number.startsWith("-");
    boolean blank = place.group("flags").indexOf(' ') >= 0 && !number.startsWith("-");
    return plus ? "+" + number : blank ? " " + number : number;
  }

  private static String padded(Matcher place, String text, Value value) {
    String width = place.group("width");
    int missing =
        (width.isEmpty() ? 0 : Integer.parseInt(width)) - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    if (place.group("flags").indexOf('-') >= 0) {
      return text + " ".repeat(missing);
    }
    boolean zeros = place.group("flags").indexOf('0') >= 0 && "dixf".contains(place.group("type"));
    if (!zeros || !Numbers.isNumber(value)) {
      return " ".repeat(missing) + text;
    }
    int digits = text.startsWith("-") || text.startsWith("+") || text.startsWith(" ") ? 1 : 0;
    return text.substring(0, digits) + "0".repeat(missing) + text.substring(digits);
  }
}
