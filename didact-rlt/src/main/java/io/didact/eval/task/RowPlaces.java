package io.didact.eval.task;

import io.didact.data.JsonlRow;
import io.didact.text.NearestName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * What a data row has in the places that a task names. A place is the name of a column, or leads
 * into one: {@code meta.level} is a field of a structure, {@code options.0} the first of a list. A
 * column whose own name has a point in it goes first.
 *
 * @param row of which
 */
record RowPlaces(JsonlRow row) {
  private static final Pattern BRACES = Pattern.compile("\\{([^{}]+)\\}");

  /** Numbers with more digits than this are written as the file has them. */
  private static final int MOST_DIGITS = 30;

  /** The places in a text with names in braces; a text without any is itself one. */
  static List<String> in(String column) {
    List<String> places =
        BRACES.matcher(column).results().map((MatchResult found) -> found.group(1)).toList();
    return places.isEmpty() ? List.of(column) : places;
  }

  /** The text of a column, or that with names in braces filled in; empty where there is none. */
  String text(String column) {
    if (!BRACES.matcher(column).find()) {
      return plain(value(column));
    }
    return BRACES
        .matcher(column)
        .replaceAll(place -> Matcher.quoteReplacement(plain(value(place.group(1)))));
  }

  /**
   * The same where it must be there.
   *
   * @throws io.didact.data.JsonlException where it is blank
   */
  String must(String column) {
    String text = text(column);
    if (text.isBlank()) {
      throw row.wrong("`" + column + "` is empty");
    }
    return text;
  }

  /** What stands in a place; {@code null} as JSON has it where there is nothing. */
  JsonNode value(String place) {
    return at(row.fields(), place).orElse(NullNode.getInstance());
  }

  /** Whether there is such a place, with or without something in it. */
  boolean has(String place) {
    return at(row.fields(), place).isPresent();
  }

  private static Optional<JsonNode> at(JsonNode node, String path) {
    if (node.isNull()) {
      return Optional.of(node);
    }
    Optional<JsonNode> whole = child(node, path);
    for (int dot = path.indexOf('.');
        whole.isEmpty() && dot >= 0;
        dot = path.indexOf('.', dot + 1)) {
      String rest = path.substring(dot + 1);
      whole = child(node, path.substring(0, dot)).flatMap(inner -> at(inner, rest));
    }
    return whole;
  }

  private static Optional<JsonNode> child(JsonNode node, String name) {
    if (node.isArray() && name.matches("\\d{1,6}")) {
      JsonNode element = node.get(Integer.parseInt(name));
      return Optional.of(element == null ? NullNode.getInstance() : element);
    }
    return Optional.ofNullable(node.get(name));
  }

  /** That a place is missing, with what may have been meant. */
  String missing(String place, String part) {
    String hint =
        NearestName.of(place, new TreeSet<>(row.fields().propertyNames()))
            .filter(name -> place.length() > 2)
            .map(name -> ", did you mean `" + name + "`?")
            .orElse("");
    int dot = place.indexOf('.');
    if (dot > 0 && row.fields().path(place.substring(0, dot)).isObject()) {
      String outer = place.substring(0, dot);
      hint =
          ", in `%s` there are: %s"
              .formatted(outer, String.join(", ", row.fields().path(outer).propertyNames()));
    }
    return "`%s` (for %s%s)".formatted(place, part, hint);
  }

  /** A hint where a table has one column, whose name looks like several. */
  String otherSeparator() {
    Iterator<String> names = row.fields().propertyNames().iterator();
    String first = names.hasNext() ? names.next() : "";
    return !names.hasNext() && first.matches("(?s).+[;\\t|].+")
        ? " (one column: in a .csv commas stand between cells, in a .tsv tabs)"
        : "";
  }

  /**
   * As text; a list with commas between its elements, a number that is whole without a fraction.
   */
  static String plain(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    if (value.isArray()) {
      StringJoiner joined = new StringJoiner(",");
      value.values().forEach(each -> joined.add(plain(each)));
      return joined.toString();
    }
    return value.isString()
        ? value.stringValue()
        : value.isNumber() ? number(value) : value.toString();
  }

  /**
   * 3.0, as a column of floating-point numbers has it, is 3; NaN, which stands for none, is empty.
   */
  private static String number(JsonNode value) {
    if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
      return "";
    }
    BigDecimal number = value.decimalValue().stripTrailingZeros();
    boolean whole = number.scale() <= 0 && number.precision() - number.scale() <= MOST_DIGITS;
    return whole ? number.toPlainString() : value.toString();
  }

  /** The texts of a list. */
  List<String> list(String place) {
    List<String> texts = new ArrayList<>();
    value(place).values().forEach(each -> texts.add(plain(each).strip()));
    return texts;
  }
}
