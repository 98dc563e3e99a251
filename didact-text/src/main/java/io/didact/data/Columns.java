package io.didact.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a file of another origin calls the parts of a problem. Each is the name of a column, a place
 * in one, or a text with names in braces ({@link RowPlaces}). A part that is not named here is read
 * from the column of its own name, unless that column is named for another part: with {@code
 * solution: answer}, the column {@code answer} is the solution and not the answer, too.
 *
 * @param where column → text that must be in it for a row to count
 */
public record Columns(
    Optional<String> id,
    Optional<String> question,
    Optional<String> solution,
    Optional<String> answer,
    Optional<String> trace,
    Map<String, String> where) {
  /** Our own names. */
  public static final Columns OWN =
      new Columns(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of());

  public Columns {
    where = Map.copyOf(where);
  }

  static Columns defaults() {
    return OWN;
  }

  /**
   * The problem of a row; nothing where {@code where} leaves it out. Ids, solutions and answers may
   * be numbers.
   *
   * @throws JsonlException naming columns that are not there, and those that are
   */
  public Optional<Problem> read(JsonlRow row) {
    RowPlaces places = RowPlaces.of(row, place("id", id));
    Map<String, String> required = named();
    where.keySet().forEach(column -> required.putIfAbsent(column, "where"));
    places.require(required);
    return places.have(where) ? Optional.of(problem(places)) : Optional.empty();
  }

  Problem problem(JsonlRow row) {
    return problem(RowPlaces.of(row, place("id", id)));
  }

  private Problem problem(RowPlaces places) {
    return new Problem(
        text(places, "id", id).orElse(places.row().unnamed()),
        must(places, "question", question),
        must(places, "solution", solution),
        text(places, "answer", answer).orElse(null),
        text(places, "trace", trace).orElse(null),
        trace.isEmpty() ? places.row().optionalTokenIds(Problems.TRACE_IDS).orElse(null) : null);
  }

  private String must(RowPlaces places, String part, Optional<String> column) {
    return text(places, part, column)
        .orElseThrow(
            () ->
                place(part, column)
                    .map(places::lacking)
                    .orElseGet(
                        () ->
                            places.wrong(
                                "no column is named for `%s`; there are: %s"
                                    .formatted(
                                        part,
                                        String.join(
                                            ", ", places.row().fields().propertyNames())))));
  }

  /** A text, or a number where a part may be one; nothing where there is none. */
  private Optional<String> text(RowPlaces places, String part, Optional<String> column) {
    Optional<String> place = place(part, column);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    if (RowPlaces.isFilled(place.get())) {
      return Optional.of(places.text(place.get()));
    }
    JsonNode value = places.value(place.get());
    if (value.isNull()) {
      return Optional.empty();
    }
    boolean mayBeNumber = !part.equals("question") && !part.equals("trace");
    if (mayBeNumber && value.isNumber() && Double.isFinite(value.asDouble())) {
      return Optional.of(RowPlaces.number(value));
    }
    if (!value.isString()) {
      throw places.wrong(
          "'%s' must be a text%s, was %s%s"
              .formatted(
                  place.get(),
                  mayBeNumber ? " or a number" : "",
                  JsonlRow.brief(value),
                  value.isContainer() ? ": name a place in it" : ""));
    }
    return Optional.of(places.wellFormed(place.get(), value.stringValue()));
  }

  /** Where a part is; nowhere where the column of its name is named for another. */
  private Optional<String> place(String part, Optional<String> column) {
    return column.isPresent() || named().containsKey(part) ? column : Optional.of(part);
  }

  /** Column → what it is for. */
  private Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    id.ifPresent(column -> named.put(column, "id"));
    question.ifPresent(column -> named.put(column, "question"));
    solution.ifPresent(column -> named.put(column, "solution"));
    answer.ifPresent(column -> named.put(column, "answer"));
    trace.ifPresent(column -> named.put(column, "trace"));
    return named;
  }
}
