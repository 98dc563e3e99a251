package io.didact.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a file of another origin calls the parts of a problem. Each is the name of a column, a place
 * in one, or a text with names in braces ({@link RowPlaces}). A part that is not named here is read
 * from the column of its own name, unless that column is named for another part: with {@code
 * solution: answer}, the column {@code answer} is the solution and not the answer, too.
 */
public record Columns(
    Optional<String> id,
    Optional<String> question,
    Optional<String> solution,
    Optional<String> answer,
    Optional<String> trace,
    Optional<String> system) {
  /** Parts that are never numbers. */
  private static final Set<String> TEXTS = Set.of("question", "trace", "system");

  /** Our own names. */
  public static final Columns OWN =
      new Columns(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  static Columns defaults() {
    return OWN;
  }

  Columns withId(String column) {
    return new Columns(Optional.of(column), question, solution, answer, trace, system);
  }

  /** These, and for what they do not name, others. */
  Columns over(Columns others) {
    return new Columns(
        id.or(others::id),
        question.or(others::question),
        solution.or(others::solution),
        answer.or(others::answer),
        trace.or(others::trace),
        system.or(others::system));
  }

  /**
   * The problem of a row. Ids, solutions and answers may be numbers.
   *
   * @throws JsonlException naming columns that are not there, and those that are
   */
  public Problem read(JsonlRow row) {
    return read(places(row), Map.of());
  }

  /** The places of a row, by its id. */
  RowPlaces places(JsonlRow row) {
    return RowPlaces.of(row, place("id", id));
  }

  /**
   * The same, with parts that were cut out of the row: they go before columns of their names, and
   * columns that are named go before them.
   */
  Problem read(RowPlaces places, Map<String, String> cut) {
    places.require(named());
    boolean ownTrace = trace.isEmpty() && !cut.containsKey("trace");
    return new Problem(
        text(places, cut, "id", id).orElse(places.row().unnamed()),
        must(places, cut, "question", question),
        must(places, cut, "solution", solution),
        text(places, cut, "answer", answer).orElse(null),
        text(places, cut, "trace", trace).orElse(null),
        ownTrace ? places.row().optionalTokenIds(Problems.TRACE_IDS).orElse(null) : null,
        text(places, cut, "system", system).orElse(null));
  }

  private String must(
      RowPlaces places, Map<String, String> cut, String part, Optional<String> column) {
    return text(places, cut, part, column)
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
  private Optional<String> text(
      RowPlaces places, Map<String, String> cut, String part, Optional<String> column) {
    if (column.isEmpty() && cut.containsKey(part)) {
      return Optional.of(cut.get(part));
    }
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
    boolean mayBeNumber = !TEXTS.contains(part);
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
    system.ifPresent(column -> named.put(column, "system"));
    return named;
  }
}
