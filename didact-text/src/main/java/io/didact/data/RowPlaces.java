package io.didact.data;

import io.didact.text.NearestName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * What a data row has in the places that somebody names. A place is the name of a column, or leads
 * into one: {@code meta.level} is a field of a structure, {@code options.0} the first of a list. A
 * column whose own name has a point in it goes first.
 *
 * @param row of which
 * @param id what it is called, where it has a name of its own
 */
public record RowPlaces(JsonlRow row, Optional<String> id) {
  private static final Pattern BRACES = Pattern.compile("\\{([^{}]+)\\}");

  /** Numbers with more digits than this are written as the file has them. */
  private static final int MOST_DIGITS = 30;

  /**
   * The places of a row.
   *
   * @param id the place of its id, where there is one
   */
  public static RowPlaces of(JsonlRow row, Optional<String> id) {
    RowPlaces places = new RowPlaces(row, Optional.empty());
    return new RowPlaces(
        row,
        id.filter(BRACES.asPredicate().or(places::has))
            .map(places::text)
            .filter(text -> !text.isBlank()));
  }

  /** An exception that names file, line and id. */
  public JsonlException wrong(String what) {
    return row.wrong(id.map(name -> "problem " + name + ": ").orElse("") + what);
  }

  /** The places in a text with names in braces; a text without any is itself one. */
  public static List<String> in(String column) {
    List<String> places =
        BRACES.matcher(column).results().map((MatchResult found) -> found.group(1)).toList();
    return places.isEmpty() ? List.of(column) : places;
  }

  /** Whether a text has names in braces. */
  static boolean isFilled(String column) {
    return BRACES.matcher(column).find();
  }

  /** The text of a column, or that with names in braces filled in; empty where there is none. */
  public String text(String column) {
    if (!isFilled(column)) {
      return plain(column, value(column));
    }
    return BRACES
        .matcher(column)
        .replaceAll(
            place -> Matcher.quoteReplacement(plain(place.group(1), value(place.group(1)))));
  }

  /**
   * The same where it must be there.
   *
   * @throws JsonlException where it is blank
   */
  public String must(String column) {
    String text = text(column);
    if (text.isBlank()) {
      JsonNode value = value(column);
      throw wrong("`%s` is %s".formatted(column, value.isNumber() ? value.asString() : "empty"));
    }
    return text;
  }

  /** Whether each place has the text that is wanted in it. */
  public boolean have(Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .allMatch(each -> text(each.getKey()).contains(each.getValue()));
  }

  /**
   * Refuses a row that lacks one of these places.
   *
   * @param parts column → what it is for
   * @throws JsonlException naming all that are not there, and those that are
   */
  public void require(Map<String, String> parts) {
    List<String> missing = new ArrayList<>();
    parts.forEach(
        (column, part) ->
            in(column).stream()
                .filter(place -> !has(place))
                .forEach(place -> missing.add(missing(place, part))));
    if (!missing.isEmpty()) {
      throw row.wrong(
          "there is no column %s; there are: %s%s"
              .formatted(
                  String.join(", ", missing),
                  String.join(", ", row.fields().propertyNames()),
                  otherSeparator()));
    }
  }

  /** What stands in a place; {@code null} as JSON has it where there is nothing. */
  public JsonNode value(String place) {
    return at(row.fields(), place).orElse(NullNode.getInstance());
  }

  /** Whether there is such a place, with or without something in it. */
  public boolean has(String place) {
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

  /** A text without halves of surrogate pairs, which are no characters. */
  String wellFormed(String place, String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw wrong(
            "`%s` has half of a surrogate pair (\\u%04x), which is no character, at position %d"
                .formatted(place, codePoint, i));
      }
    }
    return text;
  }

  /** That there is nothing in a place, with the columns where it is none of them. */
  JsonlException lacking(String place) {
    return wrong(
        "the field '%s' is missing%s"
            .formatted(
                place,
                has(place)
                    ? ""
                    : "; there are: "
                        + String.join(", ", row.fields().propertyNames())
                        + otherSeparator()));
  }

  /** That a place is missing, with what may have been meant. */
  private String missing(String place, String part) {
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
  private String otherSeparator() {
    Iterator<String> names = row.fields().propertyNames().iterator();
    String first = names.hasNext() ? names.next() : "";
    return !names.hasNext() && first.matches("(?s).+[;\\t|].+")
        ? " (one column: in a .csv commas stand between cells, in a .tsv tabs)"
        : "";
  }

  /**
   * As text; a list with commas between its elements, a number that is whole without a fraction.
   */
  private String plain(String place, JsonNode value) {
    if (value.isObject()) {
      throw wrong(
          "`%s` is a structure: name a place in it, as in `%s`"
              .formatted(
                  place, place + "." + value.propertyNames().stream().findFirst().orElse("x")));
    }
    if (value.isBinary()) {
      throw wrong("'%s' must be a text, was %s".formatted(place, JsonlRow.brief(value)));
    }
    if (value.isNull()) {
      return "";
    }
    if (value.isArray()) {
      StringJoiner joined = new StringJoiner(",");
      value.values().forEach(each -> joined.add(plain(place, each)));
      return joined.toString();
    }
    return value.isString()
        ? wellFormed(place, value.stringValue())
        : value.isNumber() ? number(value) : value.toString();
  }

  /**
   * 3.0, as a column of floating-point numbers has it, is 3; NaN, which stands for none, is empty.
   */
  static String number(JsonNode value) {
    if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
      return "";
    }
    BigDecimal number = value.decimalValue().stripTrailingZeros();
    boolean whole = number.scale() <= 0 && number.precision() - number.scale() <= MOST_DIGITS;
    return whole ? number.toPlainString() : value.toString();
  }

  /** The texts of a list. */
  public List<String> list(String place) {
    List<String> texts = new ArrayList<>();
    value(place).values().forEach(each -> texts.add(plain(place, each).strip()));
    return texts;
  }
}
