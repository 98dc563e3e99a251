package io.didact.data;

import io.didact.text.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads one {@link TagFormat} from YAML, and gathers all that is wrong on the way. */
final class TagFormatFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final String BASE = "base";
  private static final List<String> TEXTS =
      List.of(
          "name",
          "teacherSystem",
          "studentSystem",
          "teacherPrompt",
          "studentPrompt",
          "inner",
          "between",
          "endOfTurn",
          "turns");
  private static final List<String> PAIRS = List.of("solution", "explanation", "thought");
  private static final List<String> PAIR_KEYS = List.of("open", "close");

  private final List<String> problems = new ArrayList<>();

  /** Values by key, those of pairs as {@code solution.open}. */
  private final Map<String, String> values = new HashMap<>();

  private TagFormatFile() {}

  static TagFormat read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no tag format file " + file);
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is larger than 1 MiB: not a tag format");
    }
    TagFormatFile reader = new TagFormatFile();
    Optional<TagFormat> format = reader.parse(Files.readString(file));
    if (format.isEmpty() || !reader.problems.isEmpty()) {
      throw new IOException(
          "tag format file " + file + ":\n  " + String.join("\n  ", reader.problems));
    }
    return format.get();
  }

  private Optional<TagFormat> parse(String yaml) {
    Optional<Node> root;
    try {
      root = new Compose(LoadSettings.builder().build()).composeString(yaml);
    } catch (MarkedYamlEngineException e) {
      problems.add(
          e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("")
              + "not YAML: "
              + e.getProblem());
      return Optional.empty();
    } catch (YamlEngineException e) {
      problems.add("not YAML: " + e.getMessage());
      return Optional.empty();
    }
    List<String> known = new ArrayList<>(TEXTS);
    known.addAll(PAIRS);
    known.add(BASE);
    Map<String, Node> entries = entries(root.orElse(null), "the file", known);
    takeBase(entries.remove(BASE));
    entries.forEach(this::take);
    Turns turns = turns();
    turns.unread().forEach(key -> skip(key, entries.get(key)));
    return build(turns);
  }

  private void takeBase(@Nullable Node node) {
    if (node == null) {
      return;
    }
    text(node, BASE)
        .ifPresent(
            name -> {
              try {
                TagFormat base = TagFormat.named(name);
                values.put("teacherSystem", base.teacherSystem());
                values.put("studentSystem", base.studentSystem());
                values.put("teacherPrompt", base.teacherPrompt());
                values.put("studentPrompt", base.studentPrompt());
                values.put("inner", base.inner());
                values.put("between", base.between());
                values.put("endOfTurn", base.endOfTurn());
                values.put("turns", base.turns().toString());
                putPair("solution", base.solution());
                putPair("explanation", base.explanation());
                putPair("thought", base.thought());
              } catch (IllegalArgumentException e) {
                problems.add(line(node) + e.getMessage());
              }
            });
  }

  private void putPair(String key, TagPair tags) {
    values.put(key + ".open", tags.open());
    values.put(key + ".close", tags.close());
  }

  private void take(String key, Node node) {
    if (PAIRS.contains(key)) {
      entries(node, key, PAIR_KEYS)
          .forEach(
              (part, value) ->
                  text(value, key + "." + part).ifPresent(t -> values.put(key + "." + part, t)));
    } else {
      text(node, key).ifPresent(t -> values.put(key, t));
    }
  }

  private Map<String, Node> entries(@Nullable Node node, String what, List<String> known) {
    Map<String, Node> entries = new HashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problems.add(line(node) + what + " must be a map with the keys " + String.join(", ", known));
      return entries;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (!known.contains(key)) {
        problems.add(
            line(tuple.getKeyNode())
                + "unknown key '"
                + key
                + "' in "
                + what
                + NearestName.hint(key, known));
      } else if (entries.put(key, tuple.getValueNode()) != null) {
        problems.add(line(tuple.getKeyNode()) + "key '" + key + "' is given twice");
      }
    }
    return entries;
  }

  private Optional<String> text(Node node, String key) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      return Optional.of(scalar.getValue());
    }
    problems.add(line(node) + key + " must be a text; put it in quotes");
    // Stands in for the value, so that it is not reported as missing too.
    values.put(key, "?");
    return Optional.empty();
  }

  private static String line(@Nullable Node node) {
    return node == null
        ? ""
        : node.getStartMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
  }

  private Optional<TagFormat> build(Turns turns) {
    int before = problems.size();
    String name = require("name");
    String teacherSystem = require("teacherSystem");
    String studentSystem = require("studentSystem");
    String teacherPrompt = require("teacherPrompt");
    String studentPrompt = require("studentPrompt");
    TagPair solution = new TagPair(require("solution.open"), require("solution.close"));
    TagPair explanation = new TagPair(require("explanation.open"), require("explanation.close"));
    TagPair thought = new TagPair(require("thought.open"), require("thought.close"));
    String inner = require("inner");
    String between = require("between");
    String endOfTurn = require("endOfTurn");
    if (problems.size() > before) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TagFormat(
              name,
              teacherSystem,
              studentSystem,
              teacherPrompt,
              studentPrompt,
              solution,
              explanation,
              thought,
              inner,
              between,
              endOfTurn,
              turns));
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Turns turns() {
    String word = values.getOrDefault("turns", Turns.LITERAL.toString());
    for (Turns each : Turns.values()) {
      if (each.toString().equals(word)) {
        return each;
      }
    }
    problems.add("turns must be one of " + List.of(Turns.values()) + ", was " + word);
    return Turns.LITERAL;
  }

  /** A text that has no meaning here: the base's is dropped, one that was given would be lost. */
  private void skip(String key, @Nullable Node given) {
    if (given instanceof ScalarNode node && !node.getValue().isEmpty()) {
      problems.add(line(node) + key + " " + Turns.UNREAD);
    }
    values.put(key, "");
  }

  private String require(String key) {
    String value = values.get(key);
    if (value == null) {
      problems.add("missing: " + key);
      return "?";
    }
    return value;
  }
}
