package io.didact.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Varied keys. A document says {@code matrix: {seed: [1, 2], lambda: [0, 3]}}, and an element of
 * its map that is called {@code rlt-$lambda-$seed} stands for four, in each of which the variables
 * have their values: {@code rlt-0-1}, {@code rlt-0-2}, {@code rlt-3-1}, {@code rlt-3-2}.
 *
 * <pre>
 * matrix: {seed: [1, 2]}              stages:
 * stages:                               rlt-1: {type: rlt, seed: 1}
 *   rlt-$seed: {type: rlt, seed: $seed}   →   rlt-2: {type: rlt, seed: 2}
 * arms: {rlt: eval-$seed}             arms: {rlt: [eval-1, eval-2]}
 * </pre>
 *
 * <p>A word that is a variable alone takes its value, of whatever kind; within a longer word the
 * value stands with {@code _} for what a name may not hold. Elsewhere in the document a key with
 * variables stands for one of each combination, in whose values they have theirs; another word with
 * variables is the list of all that it stands for. A {@code $} before any other name is left alone.
 */
final class Matrix {
  static final String KEY = "matrix";

  /** Elements that one may stand for. */
  private static final int MOST = 1000;

  private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z][A-Za-z0-9]*)");

  private final Map<String, List<Yaml.Scalar>> values = new LinkedHashMap<>();
  private final Diagnostics diagnostics;

  private Matrix(Yaml.Mapping given, Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    given.entries().forEach(this::variable);
  }

  private void variable(String name, Yaml.Entry entry) {
    String path = Yaml.child(KEY, name);
    List<Yaml.Scalar> all = new ArrayList<>();
    if (entry.value() instanceof Yaml.Sequence list) {
      for (Yaml item : list.items()) {
        if (item instanceof Yaml.Scalar scalar && !scalar.isNull()) {
          all.add(scalar);
        } else {
          diagnostics.add(item.line(), path, "takes words and numbers, not " + item.describe());
        }
      }
    }
    if (all.isEmpty()) {
      diagnostics.add(entry.line(), path, "must be a list of the values that it takes");
    }
    if (!VARIABLE.matcher("$" + name).matches()) {
      diagnostics.add(entry.line(), path, "a variable's name is of letters and digits");
    }
    values.put(name, all);
  }

  /**
   * The document without its matrix, everything written out.
   *
   * @param map the key of the map whose elements are multiplied
   */
  static Yaml.Mapping expand(Yaml.Mapping document, String map, Diagnostics diagnostics) {
    Yaml.Entry given = document.entries().get(KEY);
    if (given == null) {
      return document;
    }
    if (!(given.value() instanceof Yaml.Mapping block)) {
      diagnostics.add(given.line(), KEY, "expected a block of lists");
      return document.without(KEY);
    }
    Matrix matrix = new Matrix(block, diagnostics);
    Map<String, Yaml.Entry> expanded = new LinkedHashMap<>();
    document
        .without(KEY)
        .entries()
        .forEach(
            (key, entry) ->
                expanded.put(
                    key,
                    new Yaml.Entry(
                        entry.line(),
                        key.equals(map) && entry.value() instanceof Yaml.Mapping elements
                            ? matrix.elements(elements, key)
                            : matrix.listed(entry.value()))));
    return new Yaml.Mapping(expanded, document.line());
  }

  private Yaml.Mapping elements(Yaml.Mapping elements, String map) {
    Map<String, Yaml.Entry> all = new LinkedHashMap<>();
    elements
        .entries()
        .forEach(
            (key, entry) -> {
              for (Map<String, Yaml.Scalar> bound : combinations(key, entry.line())) {
                String name = word(key, bound);
                Yaml value = bound(entry.value(), bound, Yaml.child(map, key));
                if (all.put(name, new Yaml.Entry(entry.line(), value)) != null) {
                  diagnostics.add(entry.line(), Yaml.child(map, name), "is there twice");
                }
              }
            });
    return new Yaml.Mapping(all, elements.line());
  }

  /** All values of the variables in a text, the last variable of the matrix changing fastest. */
  private List<Map<String, Yaml.Scalar>> combinations(String text, int line) {
    List<Map<String, Yaml.Scalar>> all = new ArrayList<>(List.of(Map.of()));
    for (Map.Entry<String, List<Yaml.Scalar>> variable : values.entrySet()) {
      if (variablesIn(text).contains(variable.getKey())) {
        List<Map<String, Yaml.Scalar>> longer = new ArrayList<>();
        for (Map<String, Yaml.Scalar> bound : all) {
          for (Yaml.Scalar value : variable.getValue()) {
            Map<String, Yaml.Scalar> more = new LinkedHashMap<>(bound);
            more.put(variable.getKey(), value);
            longer.add(more);
          }
        }
        all = longer;
        if (all.size() > MOST) {
          diagnostics.add(line, KEY, text + " stands for more than " + MOST);
          return List.of();
        }
      }
    }
    return all;
  }

  private List<String> variablesIn(String text) {
    return VARIABLE
        .matcher(text)
        .results()
        .map(m -> m.group(1))
        .filter(values::containsKey)
        .toList();
  }

  /** The value within an element, where no other variable may stand. */
  private Yaml bound(Yaml value, Map<String, Yaml.Scalar> bound, String path) {
    requireBound(value, bound.keySet(), path);
    return partlyBound(value, bound);
  }

  private void requireBound(Yaml value, Set<String> bound, String path) {
    if (value instanceof Yaml.Mapping block) {
      block.entries().values().forEach(entry -> requireBound(entry.value(), bound, path));
    } else if (value instanceof Yaml.Sequence list) {
      list.items().forEach(item -> requireBound(item, bound, path));
    } else if (value instanceof Yaml.Scalar scalar) {
      variablesIn(scalar.text()).stream()
          .filter(variable -> !bound.contains(variable))
          .findFirst()
          .ifPresent(
              variable ->
                  diagnostics.add(
                      scalar.line(),
                      path,
                      "varies with $%s, which must then be in its name: %s-$%s"
                          .formatted(
                              variable, path.substring(path.lastIndexOf('.') + 1), variable)));
    }
  }

  /** The value elsewhere. */
  private Yaml listed(Yaml value) {
    if (value instanceof Yaml.Mapping block) {
      Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
      block
          .entries()
          .forEach(
              (key, entry) -> {
                for (Map<String, Yaml.Scalar> bound : combinations(key, entry.line())) {
                  Yaml each = listed(partlyBound(entry.value(), bound));
                  entries.put(word(key, bound), new Yaml.Entry(entry.line(), each));
                }
              });
      return new Yaml.Mapping(entries, block.line());
    }
    if (value instanceof Yaml.Sequence list) {
      return new Yaml.Sequence(
          list.items().stream()
              .map(this::listed)
              .flatMap(
                  item ->
                      item instanceof Yaml.Sequence many ? many.items().stream() : Stream.of(item))
              .toList(),
          list.line());
    }
    Yaml.Scalar scalar = (Yaml.Scalar) value;
    if (variablesIn(scalar.text()).isEmpty()) {
      return scalar;
    }
    return new Yaml.Sequence(
        combinations(scalar.text(), scalar.line()).stream()
            .<Yaml>map(bound -> replaced(scalar, bound))
            .toList(),
        scalar.line());
  }

  /** The value with the variables of its key; others stay. */
  private Yaml partlyBound(Yaml value, Map<String, Yaml.Scalar> bound) {
    if (bound.isEmpty()) {
      return value;
    }
    if (value instanceof Yaml.Mapping block) {
      Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
      block
          .entries()
          .forEach(
              (key, entry) ->
                  entries.put(
                      word(key, bound),
                      new Yaml.Entry(entry.line(), partlyBound(entry.value(), bound))));
      return new Yaml.Mapping(entries, block.line());
    }
    if (value instanceof Yaml.Sequence list) {
      return new Yaml.Sequence(
          list.items().stream().map(item -> partlyBound(item, bound)).toList(), list.line());
    }
    return replaced((Yaml.Scalar) value, bound);
  }

  private Yaml.Scalar replaced(Yaml.Scalar scalar, Map<String, Yaml.Scalar> bound) {
    Matcher alone = VARIABLE.matcher(scalar.text());
    Yaml.Scalar value = alone.matches() ? bound.get(alone.group(1)) : null;
    return value == null
        ? new Yaml.Scalar(word(scalar.text(), bound), scalar.plain(), scalar.line())
        : value.at(scalar.line());
  }

  /** A text with the values in place of the variables, as a name may hold them. */
  private static String word(String text, Map<String, Yaml.Scalar> bound) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match -> {
              Yaml.Scalar value = bound.get(match.group(1));
              return Matcher.quoteReplacement(
                  value == null ? match.group() : value.text().replaceAll("[^A-Za-z0-9_-]", "_"));
            });
  }
}
