package io.didact.config;

import io.didact.text.NearestName;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One word of YAML → a Java value. Nothing is coerced: a quoted number is a text. */
final class Scalars {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?((0|[1-9]\\d*)(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,4})?");

  /**
   * Octal for some readers of YAML and decimal for others, in another base, in base 60, grouped.
   */
  private static final Pattern AMBIGUOUS =
      Pattern.compile(
          "[-+]?(0[\\d_][\\d_.eE+-]*|0[oOxXbB][\\da-fA-F_]+|\\d+(:\\d+)+(\\.\\d*)?|[\\d.]*\\d_[\\d_.]*([eE][-+]?\\d+)?)");

  private static final Pattern SPECIAL =
      Pattern.compile("(?<sign>[-+]?)\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  private Scalars() {}

  /**
   * @return empty where the type is not one of a single word
   * @throws IllegalArgumentException in words for people where the text does not fit the type
   */
  static Optional<Object> parse(Class<?> type, Yaml.Scalar scalar) {
    if (type == String.class) {
      return Optional.of(scalar.text());
    }
    if (type == boolean.class || type == Boolean.class) {
      return Optional.of(truth(scalar));
    }
    if (type == double.class || type == Double.class) {
      return Optional.of(decimal(scalar));
    }
    if (type == float.class || type == Float.class) {
      return Optional.of((float) decimal(scalar));
    }
    if (type == int.class || type == Integer.class) {
      long value = whole(scalar);
      if (value != (int) value) {
        throw new IllegalArgumentException("is too large: " + scalar.describe());
      }
      return Optional.of((int) value);
    }
    if (type == long.class || type == Long.class) {
      return Optional.of(whole(scalar));
    }
    return type.isEnum() ? Optional.of(constant(type, scalar)) : Optional.empty();
  }

  private static boolean truth(Yaml.Scalar scalar) {
    if (scalar.plain() && scalar.text().matches("(?i)true|false")) {
      return Boolean.parseBoolean(scalar.text());
    }
    throw expected("true or false", scalar);
  }

  private static double decimal(Yaml.Scalar scalar) {
    if (isNumber(scalar)) {
      return Double.parseDouble(scalar.text());
    }
    var special = SPECIAL.matcher(scalar.text());
    if (scalar.plain() && special.matches()) {
      String sign = special.group("sign");
      double infinity = "-".equals(sign) ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      return sign == null ? Double.NaN : infinity;
    }
    throw expected("a number", scalar);
  }

  private static long whole(Yaml.Scalar scalar) {
    if (isNumber(scalar)) {
      try {
        return new BigDecimal(scalar.text()).longValueExact();
      } catch (ArithmeticException e) {
        throw expected("a whole number", scalar);
      }
    }
    throw expected("a whole number", scalar);
  }

  /**
   * @throws IllegalArgumentException where it is one that readers of YAML take differently
   */
  private static boolean isNumber(Yaml.Scalar scalar) {
    if (scalar.plain() && AMBIGUOUS.matcher(scalar.text()).matches()) {
      throw new IllegalArgumentException(
          "is a number that readers of YAML take differently: "
              + scalar.describe()
              + "; write it in decimal, without leading zeros, prefix, `_` or `:`");
    }
    return scalar.plain() && NUMBER.matcher(scalar.text()).matches();
  }

  private static Object constant(Class<?> type, Yaml.Scalar scalar) {
    List<Enum<?>> constants =
        Arrays.stream(type.getEnumConstants()).<Enum<?>>map(c -> (Enum<?>) c).toList();
    String wanted = scalar.text().replace('_', '-');
    for (Enum<?> constant : constants) {
      if (Variants.nameOf(constant).equalsIgnoreCase(wanted)) {
        return constant;
      }
    }
    List<String> names = constants.stream().map(Variants::nameOf).toList();
    throw new IllegalArgumentException(
        "expected one of "
            + String.join(", ", names)
            + "; was "
            + scalar.describe()
            + NearestName.of(scalar.text(), names)
                .map(n -> "; did you mean `" + n + "`?")
                .orElse(""));
  }

  static IllegalArgumentException expected(String what, Yaml was) {
    return new IllegalArgumentException("expected " + what + ", was " + was.describe());
  }
}
