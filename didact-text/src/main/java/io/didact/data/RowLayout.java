package io.didact.data;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import io.didact.config.Rules;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where question, thought and solution are in the rows of a data set, and how they are cut out. A
 * part is in a column of its own, or in a turn of a conversation; thought and solution may stand in
 * one response, with tags around them.
 *
 * @param conversation where the turns are, of which one is the question and one the response
 * @param response the column of the response, where that is no turn
 * @param thought the tags around the thought, at the beginning of the response; without them the
 *     response is the solution
 * @param solution the tags around the solution, at the end of the response; without them it is all
 *     that follows the thought
 * @param boxed whether the content of the solution's last {@code \boxed{}} is the answer, where the
 *     row has no other
 * @param columns where the other parts are; what is named here goes before what is cut
 */
public record RowLayout(
    Optional<Conversation> conversation,
    Optional<String> response,
    Optional<TagPair> thought,
    Optional<TagPair> solution,
    boolean boxed,
    Columns columns) {

  /**
   * Turns of a conversation in a list.
   *
   * @param turns the list's column
   * @param role the field of a turn that says whose it is: {@code system}; {@code user} or {@code
   *     human}; {@code assistant} or {@code gpt}
   * @param text the field of a turn that has what is said
   */
  public record Conversation(String turns, String role, String text) {}

  public RowLayout {
    boolean cuts = conversation.isPresent() || response.isPresent();
    new Rules()
        .require(
            conversation.isEmpty() || response.isEmpty(),
            "response",
            "must be left out: it is a turn of the `conversation`")
        .require(
            cuts || thought.isEmpty(), "thought", "needs a `conversation` or a `response` to cut")
        .require(thought.isPresent() || solution.isEmpty(), "solution", "needs a `thought`")
        .done();
  }

  static RowLayout defaults() {
    return PublishedLayouts.PLAIN;
  }

  /** Our own names: {@code question}, {@code solution} and so on. */
  public static RowLayout plain() {
    return PublishedLayouts.PLAIN;
  }

  /**
   * One of {@link PublishedLayouts} by its name.
   *
   * @throws IllegalArgumentException that names them, if there is none of this name
   */
  public static RowLayout preset(String name) {
    RowLayout layout = PublishedLayouts.ALL.get(name);
    if (layout == null) {
      throw new IllegalArgumentException(
          "there is no layout '%s'; there are: %s; a file's name ends in .yaml"
              .formatted(name, String.join(", ", PublishedLayouts.ALL.keySet())));
    }
    return layout;
  }

  /**
   * How YAML gives it: as a name, or as a file with the keys of this record.
   *
   * @param directory where a relative path starts
   * @throws IllegalArgumentException that names the layouts, or all that is wrong with the file
   */
  public static RowLayout named(String word, Path directory) {
    if (!word.endsWith(".yaml") && !word.endsWith(".yml")) {
      return preset(word);
    }
    try {
      return ConfigReader.read(directory.resolve(word).normalize(), RowLayout.class, List.of());
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** With these columns before its own. */
  public RowLayout with(Columns named) {
    return new RowLayout(conversation, response, thought, solution, boxed, named.over(columns));
  }

  /**
   * The problem of a row.
   *
   * @throws JsonlException where the row does not fit, saying why; of columns that are not there
   *     with those that are
   */
  public Problem read(JsonlRow row) {
    RowPlaces places = columns.places(row);
    Map<String, String> cut = new HashMap<>();
    conversation.ifPresent(each -> cut.putAll(Exchange.of(places, each)));
    response.ifPresent(
        column -> {
          places.require(Map.of(column, "response"));
          cut.put(Exchange.RESPONSE, places.must(column));
        });
    String written = cut.remove(Exchange.RESPONSE);
    if (written != null) {
      cut.putAll(new ResponseCutter(places, thought, solution).cut(written));
    }
    Problem problem = columns.read(places, cut);
    return boxed && problem.answer() == null
        ? problem.withAnswer(Boxed.last(problem.solution()).orElse(null))
        : problem;
  }
}
