package io.didact.data;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What a file of another origin calls the parts of a problem. A part that is not named here is read
 * from the column of its own name, unless that column is named for another part: with {@code
 * solution: answer}, the column {@code answer} is the solution and not the answer, too.
 */
public record Columns(
    Optional<String> id,
    Optional<String> question,
    Optional<String> solution,
    Optional<String> answer,
    Optional<String> trace) {
  /** Our own names. */
  public static final Columns OWN =
      new Columns(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * A problem of one row; one without an id is called after its line. Ids and answers may be
   * numbers.
   *
   * @throws JsonlException naming a column that is not there, and those that are
   */
  public Problem read(JsonlRow row) {
    return new Problem(
        text(row, "id", id).orElseGet(() -> "line-" + row.line()),
        must(row, "question", question),
        must(row, "solution", solution),
        text(row, "answer", answer).orElse(null),
        text(row, "trace", trace).orElse(null),
        trace.isEmpty() ? row.optionalTokenIds(Problems.TRACE_IDS).orElse(null) : null);
  }

  private String must(JsonlRow row, String part, Optional<String> column) {
    Optional<String> text = text(row, part, column);
    if (text.isEmpty() && column.isEmpty() && named().contains(part)) {
      throw row.wrong("no column is named for `" + part + "`; " + found(row));
    }
    return text.orElseGet(() -> row.string(column.orElse(part)));
  }

  private Optional<String> text(JsonlRow row, String part, Optional<String> column) {
    if (column.isPresent() && !row.fields().has(column.get())) {
      throw row.wrong(
          "there is no column '%s' for `%s`; %s".formatted(column.get(), part, found(row)));
    }
    if (column.isEmpty() && named().contains(part)) {
      return Optional.empty();
    }
    String name = column.orElse(part);
    JsonNode value = row.fields().get(name);
    boolean number = value != null && value.isNumber();
    return number && (part.equals("id") || part.equals("answer"))
        ? Optional.of(Objects.requireNonNull(value).toString())
        : row.optionalString(name);
  }

  /** Columns that are named for a part. */
  private Set<String> named() {
    Set<String> names = new LinkedHashSet<>();
    Stream.of(id, question, solution, answer, trace).flatMap(Optional::stream).forEach(names::add);
    return names;
  }

  private static String found(JsonlRow row) {
    return "there are: " + String.join(", ", row.fields().propertyNames());
  }
}
