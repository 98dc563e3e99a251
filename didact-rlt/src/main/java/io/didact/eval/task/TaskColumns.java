package io.didact.eval.task;

import io.didact.data.JsonlRow;
import io.didact.text.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which columns of a data file are what. Each is the name of a column, or a text with names in
 * braces, as {@code "{nums}>{target}"}; a list in a column is written with commas.
 *
 * @param id without one, a problem is called after its row
 * @param answer the right answer; not where there are choices
 * @param answerAfter the answer is what follows the last place of this text in its column
 * @param choices columns of the choices, the right one first
 * @param where column → text that must be in it for a row to count
 */
public record TaskColumns(
    Optional<String> id,
    String question,
    Optional<String> answer,
    Optional<String> answerAfter,
    Optional<List<String>> choices,
    Optional<String> subject,
    Optional<String> level,
    Map<String, String> where) {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)\\}");

  public TaskColumns {
    choices = choices.map(List::copyOf);
    where = Map.copyOf(where);
    List<String> wrong = new ArrayList<>();
    if (question.isBlank()) {
      wrong.add("question must name a column");
    }
    int count = choices.map(List::size).orElse(2);
    if (count < 2 || count > 26) {
      wrong.add("choices must be 2 to 26 columns, were " + count);
    }
    if (choices.isEmpty() == answer.isEmpty()) {
      wrong.add("answer must be given, or choices (the right one first), and not both");
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", wrong));
    }
  }

  static TaskColumns defaults(
      String question, Optional<String> answer, Optional<List<String>> choices) {
    return new TaskColumns(
        Optional.empty(),
        question,
        answer,
        Optional.empty(),
        choices,
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /**
   * The problem of a row; nothing where {@code where} leaves it out.
   *
   * @throws io.didact.data.JsonlException naming all columns that are not there, and those that are
   */
  public Optional<TaskItem> read(JsonlRow row) {
    requireColumns(row);
    for (Map.Entry<String, String> each : where.entrySet()) {
      if (!text(row, each.getKey()).contains(each.getValue())) {
        return Optional.empty();
      }
    }
    List<String> texts =
        choices.orElse(List.of()).stream().map(column -> must(row, column).strip()).toList();
    return Optional.of(
        new TaskItem(
            id.map(column -> must(row, column)).orElseGet(() -> "line-" + row.line()),
            must(row, question).strip(),
            texts.isEmpty() ? answer(row) : texts.get(0),
            texts,
            subject.map(column -> text(row, column)).filter(value -> !value.isBlank()),
            level.map(column -> text(row, column)).filter(value -> !value.isBlank())));
  }

  private String answer(JsonlRow row) {
    String column = answer.orElseThrow();
    String whole = must(row, column);
    if (answerAfter.isEmpty()) {
      return whole.strip();
    }
    int at = whole.lastIndexOf(answerAfter.get());
    if (at < 0) {
      throw row.wrong("there is no `%s` in `%s`".formatted(answerAfter.get(), column));
    }
    return whole.substring(at + answerAfter.get().length()).strip();
  }

  private static String must(JsonlRow row, String column) {
    String text = text(row, column);
    if (text.isBlank()) {
      throw row.wrong("`" + column + "` is empty");
    }
    return text;
  }

  private static String text(JsonlRow row, String column) {
    if (!PLACE.matcher(column).find()) {
      return plain(row.fields().get(column));
    }
    return PLACE
        .matcher(column)
        .replaceAll(place -> Matcher.quoteReplacement(plain(row.fields().get(place.group(1)))));
  }

  private static String plain(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return "";
    }
    if (value.isArray()) {
      StringJoiner joined = new StringJoiner(",");
      value.values().forEach(each -> joined.add(plain(each)));
      return joined.toString();
    }
    return value.isString() ? value.stringValue() : value.toString();
  }

  private void requireColumns(JsonlRow row) {
    ObjectNode fields = row.fields();
    List<String> missing = new ArrayList<>();
    named()
        .forEach(
            (column, part) -> {
              if (!fields.has(column)) {
                String near =
                    NearestName.of(column, new TreeSet<>(fields.propertyNames()))
                        .filter(name -> column.length() > 2)
                        .map(name -> ", did you mean `" + name + "`?")
                        .orElse("");
                missing.add("`%s` (for %s%s)".formatted(column, part, near));
              }
            });
    if (!missing.isEmpty()) {
      throw row.wrong(
          "there is no column %s; there are: %s"
              .formatted(String.join(", ", missing), String.join(", ", fields.propertyNames())));
    }
  }

  /** Column → what it is for. */
  private Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    id.ifPresent(column -> put(named, column, "id"));
    put(named, question, "question");
    answer.ifPresent(column -> put(named, column, "answer"));
    choices.ifPresent(all -> all.forEach(column -> put(named, column, "choices")));
    subject.ifPresent(column -> put(named, column, "subject"));
    level.ifPresent(column -> put(named, column, "level"));
    where.keySet().forEach(column -> put(named, column, "where"));
    return named;
  }

  private static void put(Map<String, String> named, String column, String part) {
    Matcher places = PLACE.matcher(column);
    boolean any = false;
    while (places.find()) {
      any = true;
      named.putIfAbsent(places.group(1), part);
    }
    if (!any) {
      named.putIfAbsent(column, part);
    }
  }
}
