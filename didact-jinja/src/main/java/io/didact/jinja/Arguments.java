package io.didact.jinja;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call gives: by place and by name. */
record Arguments(List<Value> positional, Map<String, Value> named) {
  /** The same, of a function whose parameters have no names to call them by. */
  Arguments unnamed(String function) {
    if (!named.isEmpty()) {
      throw TemplateException.evaluation(function + " takes no arguments by name");
    }
    return this;
  }

  /** Those by place from one on, and all by name. */
  Arguments from(int first) {
    return new Arguments(
        positional.subList(Math.min(first, positional.size()), positional.size()), named);
  }

  /**
   * Gives each argument its parameter.
   *
   * @param function for messages
   * @param required how many of the names must get a value
   */
  Bound bind(String function, int required, String... names) {
    if (positional.size() > names.length) {
      throw TemplateException.evaluation(
          "%s takes at most %d arguments, was given %d"
              .formatted(function, names.length, positional.size()));
    }
    @Nullable Value[] values = positional.toArray(new @Nullable Value[names.length]);
    named.forEach(
        (name, value) -> {
          int place = Arrays.asList(names).indexOf(name);
          if (place < 0) {
            throw TemplateException.evaluation(function + " has no argument '" + name + "'");
          }
          if (values[place] != null) {
            throw TemplateException.evaluation(
                function + " is given its argument '" + name + "' twice");
          }
          values[place] = value;
        });
    for (int i = 0; i < required; i++) {
      if (values[i] == null) {
        throw TemplateException.evaluation(
            function + " is missing its argument '" + names[i] + "'");
      }
    }
    return new Bound(function, names, values);
  }

  /** Arguments by the number of their parameter. */
  record Bound(String function, String[] names, @Nullable Value[] values) {
    boolean has(int place) {
      return values[place] != null && values[place] != Value.None.NONE;
    }

    /** A required argument. */
    Value get(int place) {
      Value value = values[place];
      if (value == null) {
        throw new IllegalStateException(function + " requires " + names[place]);
      }
      return value;
    }

    Value or(int place, Value otherwise) {
      Value value = values[place];
      return value == null ? otherwise : value;
    }

    boolean truth(int place, boolean otherwise) {
      Value value = values[place];
      return value == null ? otherwise : Logic.truth(value);
    }

    String text(int place) {
      if (get(place) instanceof Value.Str text) {
        return text.text();
      }
      throw wrong(place, "a text");
    }

    int integer(int place, int otherwise) {
      Value value = values[place];
      if (value == null) {
        return otherwise;
      }
      return Numbers.index(value).orElseThrow(() -> wrong(place, "an integer"));
    }

    private TemplateException wrong(int place, String wanted) {
      return TemplateException.evaluation(
          function + ": '" + names[place] + "' must be " + wanted + ", was " + get(place).type());
    }
  }
}
