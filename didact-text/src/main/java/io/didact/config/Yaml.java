package io.didact.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document that knows where each part of it stands. Line 0 is the command line. */
sealed interface Yaml {
  /** The line where this value starts, from 1; 0 where it came from the command line. */
  int line();

  /** What to call this value in a message. */
  String describe();

  /** The same value, standing in another line. */
  Yaml at(int line);

  /** The dotted path of a key in a block. */
  static String child(String path, String key) {
    return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
  }

  /**
   * One word or number.
   *
   * @param plain written without quotes, so it may be a number, a truth value or nothing
   */
  record Scalar(String text, boolean plain, int line) implements Yaml {
    boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }

    @Override
    public Scalar at(int place) {
      return new Scalar(text, plain, place);
    }

    @Override
    public String describe() {
      if (isNull()) {
        return "nothing";
      }
      String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
      return plain ? shown : '"' + shown + '"';
    }
  }

  record Sequence(List<Yaml> items, int line) implements Yaml {
    public Sequence {
      items = List.copyOf(items);
    }

    Sequence with(int index, Yaml item) {
      List<Yaml> changed = new ArrayList<>(items);
      changed.set(index, item);
      return new Sequence(changed, line);
    }

    @Override
    public Sequence at(int place) {
      return new Sequence(items.stream().map(item -> item.at(place)).toList(), place);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** A value and the line of its key. */
  record Entry(int line, Yaml value) {}

  /** Keys in the order of the file. */
  record Mapping(Map<String, Entry> entries, int line) implements Yaml {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    Mapping with(String key, Entry entry) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      changed.put(key, entry);
      return new Mapping(changed, line);
    }

    /**
     * These keys laid over others, block by block. A block that names another {@code type} than the
     * one below replaces it whole.
     *
     * @param line where keys that are from below alone stand
     */
    Mapping over(Mapping below, int line) {
      Map<String, Entry> all = new LinkedHashMap<>();
      below
          .entries()
          .forEach((key, entry) -> all.put(key, new Entry(line, entry.value().at(line))));
      entries.forEach(
          (key, entry) ->
              all.merge(
                  key,
                  entry,
                  (lower, upper) ->
                      upper.value() instanceof Mapping block
                              && lower.value() instanceof Mapping base
                              && !block.namesOther(base)
                          ? new Entry(upper.line(), block.over(base, upper.line()))
                          : upper));
      return new Mapping(all, line);
    }

    private boolean namesOther(Mapping below) {
      Entry type = entries.get(Variants.TYPE);
      Entry other = below.entries().get(Variants.TYPE);
      return type != null
          && other != null
          && !type.value().describe().equals(other.value().describe());
    }

    @Override
    public Mapping at(int place) {
      Map<String, Entry> moved = new LinkedHashMap<>();
      entries.forEach((key, each) -> moved.put(key, new Entry(place, each.value().at(place))));
      return new Mapping(moved, place);
    }

    Mapping without(String key) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      changed.remove(key);
      return new Mapping(changed, line);
    }

    @Override
    public String describe() {
      return "a block of keys";
    }
  }
}
