package io.didact.jinja;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the language that are found by their names: filters, tests, methods of a type.
 *
 * @param <S> what they are applied to
 */
final class Table<S> {
  private final Map<String, Function<S>> functions = new TreeMap<>();
  private final String kind;

  /** What a function makes of its arguments as they were given. */
  interface Function<S> {
    Value apply(Run run, S subject, Arguments arguments);
  }

  /** What a function makes of its arguments by their parameters. */
  interface Body<S> {
    Value apply(Run run, S subject, Arguments.Bound args);
  }

  /**
   * An empty one.
   *
   * @param kind what messages call a function
   */
  Table(String kind) {
    this.kind = kind;
  }

  void put(String name, Function<S> function) {
    functions.put(name, function);
  }

  /**
   * Adds a function of some parameters.
   *
   * @param required how many of them must be given
   */
  void put(String name, int required, Body<S> body, String... parameters) {
    put(
        name,
        (run, subject, all) -> body.apply(run, subject, all.bind(name, required, parameters)));
  }

  /** Adds a function whose parameters have no names to call them by. */
  void putUnnamed(String name, int required, Body<S> body, String... parameters) {
    put(
        name,
        (run, subject, all) ->
            body.apply(run, subject, all.unnamed(name).bind(name, required, parameters)));
  }

  /** Gives a function another name. */
  void alias(String other, String name) {
    functions.put(other, functions.get(name));
  }

  boolean has(String name) {
    return functions.containsKey(name);
  }

  String unknown(String name) {
    return "there is no %s `%s`%s"
        .formatted(kind, name, NearestName.hint(name, functions.keySet()));
  }

  Value apply(Run run, String name, S subject, Arguments arguments) {
    Function<S> function = functions.get(name);
    if (function == null) {
      throw TemplateException.evaluation(unknown(name));
    }
    return function.apply(run, subject, arguments);
  }

  /** A method with its object; null where there is none of this name. */
  Value.@Nullable Function method(S subject, String name) {
    Function<S> function = functions.get(name);
    return function == null ? null : (run, arguments) -> function.apply(run, subject, arguments);
  }
}
