package io.didact.eval.task;

import io.didact.config.Rules;
import io.didact.data.JsonlRow;
import io.didact.data.RowPlaces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which columns of a data file are what. Each is the name of a column or a place in one ({@link
 * RowPlaces}), or a text with names in braces, as {@code "{nums}>{target}"}; a list in a column is
 * written with commas.
 *
 * @param id without one, a problem is called after its row
 * @param answer the right answer; not where there are columns of choices; where they are in one
 *     list, which of them is right
 * @param answerAfter the answer is what follows the last place of this text in its column
 * @param choices columns of the choices, the right one first; or one column that has a list of them
 */
public record TaskColumns(
    Optional<String> id,
    String question,
    Optional<String> answer,
    Optional<String> answerAfter,
    Optional<List<String>> choices,
    Optional<String> subject,
    Optional<String> level) {
  private static final int MOST_CHOICES = 26;

  public TaskColumns {
    choices = choices.map(List::copyOf);
    int count = choices.map(List::size).orElse(2);
    boolean listed = count == 1;
    new Rules()
        .require(!question.isBlank(), "question", "must name a column")
        .require(
            count >= 1 && count <= MOST_CHOICES,
            "choices",
            "must be one column with a list, or 2 to 26 columns, were " + count)
        .require(
            !listed || answer.isPresent(),
            "answer",
            "must be given with a list of choices: it says which of them is right")
        .require(
            listed || choices.isEmpty() != answer.isEmpty(),
            "answer",
            "must be given, or choices (the right one first), and not both")
        .require(
            choices.isEmpty() || answerAfter.isEmpty(),
            "answerAfter",
            "must be left out with choices")
        .done();
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
        Optional.empty());
  }

  /**
   * The problem of a row.
   *
   * @throws io.didact.data.JsonlException naming all columns that are not there, and those that are
   */
  public TaskItem read(JsonlRow row) {
    RowPlaces places = RowPlaces.of(row, id);
    places.require(named());
    List<String> texts = choices.map(columns -> choices(places, columns)).orElse(List.of());
    if (texts.lastIndexOf(texts.isEmpty() ? "" : texts.get(0)) > 0) {
      throw row.wrong(
          "the right choice is there twice, so two letters would be right: " + texts.get(0));
    }
    return new TaskItem(
        id.map(places::must).orElseGet(row::unnamed),
        places.must(question).strip(),
        texts.isEmpty() ? answer(places) : texts.get(0),
        texts,
        subject.map(places::text).filter(value -> !value.isBlank()),
        level.map(places::text).filter(value -> !value.isBlank()));
  }

  private String answer(RowPlaces places) {
    String column = answer.orElseThrow();
    String whole = places.must(column);
    if (answerAfter.isEmpty()) {
      return whole.strip();
    }
    int at = whole.lastIndexOf(answerAfter.get());
    if (at < 0) {
      throw places.wrong("there is no `%s` in `%s`".formatted(answerAfter.get(), column));
    }
    return whole.substring(at + answerAfter.get().length()).strip();
  }

  /** The right one first. */
  private List<String> choices(RowPlaces places, List<String> columns) {
    if (columns.size() > 1) {
      return columns.stream().map(column -> places.must(column).strip()).toList();
    }
    String column = columns.get(0);
    List<String> listed = places.list(column);
    if (listed.size() < 2 || listed.size() > MOST_CHOICES || listed.contains("")) {
      throw places.wrong(
          "`%s` must be a list of 2 to 26 choices, none of them empty".formatted(column));
    }
    List<String> rightFirst = new ArrayList<>(listed);
    rightFirst.add(0, rightFirst.remove(right(places, listed)));
    return rightFirst;
  }

  /** Which of the choices {@code answer} means: by its place from 0, its text, or its letter. */
  private int right(RowPlaces places, List<String> listed) {
    String column = answer.orElseThrow();
    String named = places.must(column).strip();
    int place = -1;
    if (places.value(column).isNumber()) {
      place = named.matches("\\d{1,2}") ? Integer.parseInt(named) : -1;
    } else if (listed.contains(named)) {
      place = listed.indexOf(named);
    } else if (named.matches("[A-Z]")) {
      place = named.charAt(0) - 'A';
    }
    if (place < 0 || place >= listed.size()) {
      throw places.wrong(
          "`%s` is %s, which of %d choices is neither one's text, nor its letter, nor (as a number) its place from 0"
              .formatted(column, named, listed.size()));
    }
    return place;
  }

  /** Column → what it is for. */
  private Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    id.ifPresent(column -> named.putIfAbsent(column, "id"));
    named.putIfAbsent(question, "question");
    answer.ifPresent(column -> named.putIfAbsent(column, "answer"));
    choices.ifPresent(all -> all.forEach(column -> named.putIfAbsent(column, "choices")));
    subject.ifPresent(column -> named.putIfAbsent(column, "subject"));
    level.ifPresent(column -> named.putIfAbsent(column, "level"));
    return named;
  }
}
