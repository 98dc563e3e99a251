package io.didact.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML text → {@link Yaml} with line numbers. Refuses what a configuration has no use for: keys
 * given twice, tags, references of a block to itself, several documents, absurd depth.
 */
final class YamlParser {
  private static final int MAX_DEPTH = 50;

  /** Parts of a document, with those of each alias counted again: aliases of aliases explode. */
  private static final int MAX_PARTS = 100_000;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setMaxAliasesForCollections(MAX_PARTS).build();
  private static final Set<Tag> KNOWN_TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

  /** Key whose block's keys stand in the block around it, unless it has them itself. */
  private static final String MERGE = "<<";

  private final Diagnostics diagnostics;
  private final int firstLine;
  private int parts;

  private YamlParser(Diagnostics diagnostics, int firstLine) {
    this.diagnostics = diagnostics;
    this.firstLine = firstLine;
  }

  /** A whole file; an empty one is an empty mapping; null where it is not YAML at all. */
  static @Nullable Yaml document(String text, Diagnostics diagnostics) {
    return new YamlParser(diagnostics, 1).parse(text, "");
  }

  /** The value of an override; null where it is not YAML. */
  static @Nullable Yaml value(String text, String path, Diagnostics diagnostics) {
    return new YamlParser(diagnostics, Integer.MIN_VALUE).parse(text, path);
  }

  private @Nullable Yaml parse(String text, String path) {
    Yaml empty = firstLine == 1 ? new Yaml.Mapping(Map.of(), 1) : new Yaml.Scalar("", true, 0);
    try {
      if (!shallow(text, path)) {
        return null;
      }
      Iterator<Node> documents = new Compose(SETTINGS).composeAllFromString(text).iterator();
      if (!documents.hasNext()) {
        return empty;
      }
      Yaml result = convert(documents.next(), path);
      if (documents.hasNext()) {
        int line = line(documents.next());
        diagnostics.add(line, path, "a second document starts here; only one is read");
      }
      return result instanceof Yaml.Scalar s && s.isNull() && firstLine == 1 ? empty : result;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> line(mark.getLine())).orElse(line(0));
      diagnostics.add(line, path, "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      diagnostics.add(
          line(0),
          path,
          "not YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    return null;
  }

  /** The composer recurses, so depth is checked on the flat stream of events first. */
  private boolean shallow(String text, String path) {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> depth++;
        case SequenceEnd, MappingEnd -> depth--;
        case Alias, Comment, DocumentStart, DocumentEnd, Scalar, StreamStart, StreamEnd -> {}
      }
      if (depth > MAX_DEPTH) {
        int line = event.getStartMark().map(mark -> line(mark.getLine())).orElse(0);
        diagnostics.add(line, path, "nested deeper than " + MAX_DEPTH + " levels");
        return false;
      }
    }
    return true;
  }

  private Yaml convert(Node node, String path) {
    if (++parts >= MAX_PARTS) {
      if (parts == MAX_PARTS) {
        diagnostics.add(line(node), path, "more than " + MAX_PARTS + " values");
      }
      return new Yaml.Scalar("", true, line(node));
    }
    if (!KNOWN_TAGS.contains(node.getTag())) {
      diagnostics.add(line(node), path, "tags such as " + node.getTag() + " are not supported");
    }
    if (node.isRecursive()) {
      diagnostics.add(line(node), path, "this block contains itself");
      return new Yaml.Scalar("", true, line(node));
    }
    if (node instanceof ScalarNode scalar) {
      return new Yaml.Scalar(scalar.getValue(), scalar.isPlain(), line(node));
    }
    if (node instanceof SequenceNode sequence) {
      List<Yaml> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(convert(item, Yaml.child(path, String.valueOf(items.size()))));
      }
      return new Yaml.Sequence(items, line(node));
    }
    return mapping((MappingNode) node, path);
  }

  private Yaml mapping(MappingNode node, String path) {
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    Map<String, Yaml.Entry> merged = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        diagnostics.add(line(tuple.getKeyNode()), path, "a key must be a word");
        continue;
      }
      Yaml value = convert(tuple.getValueNode(), Yaml.child(path, key.getValue()));
      if (key.isPlain() && key.getValue().equals(MERGE)) {
        merge(value, path, merged);
        continue;
      }
      Yaml.Entry before = entries.put(key.getValue(), new Yaml.Entry(line(key), value));
      if (before != null) {
        String message = "given twice, first in line " + before.line();
        diagnostics.add(line(key), Yaml.child(path, key.getValue()), message);
      }
    }
    merged.putAll(entries);
    return new Yaml.Mapping(merged, line(node));
  }

  /** The keys of a block, or of several of which the first goes first. */
  private void merge(Yaml value, String path, Map<String, Yaml.Entry> merged) {
    List<Yaml> blocks = value instanceof Yaml.Sequence list ? list.items() : List.of(value);
    for (Yaml each : blocks) {
      if (each instanceof Yaml.Mapping block) {
        block.entries().forEach(merged::putIfAbsent);
      } else {
        diagnostics.add(
            each.line(), Yaml.child(path, MERGE), "takes a block of keys, not " + each.describe());
      }
    }
  }

  private int line(Node node) {
    return node.getStartMark().map(mark -> line(mark.getLine())).orElse(line(0));
  }

  private int line(int fromZero) {
    return Math.max(0, fromZero + firstLine);
  }
}
