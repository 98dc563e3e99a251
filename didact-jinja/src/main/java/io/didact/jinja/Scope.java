package io.didact.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names and their values. What is set stays in the scope where it is set: the body of a loop, of a
 * macro or of a block has its own.
 */
final class Scope {
  private final Run run;
  private final @Nullable Scope outer;
  private final Map<String, Value> values;

  private Scope(Run run, @Nullable Scope outer, Map<String, Value> values) {
    this.run = run;
    this.outer = outer;
    this.values = values;
  }

  static Scope of(Run run, Map<String, Value> values) {
    return new Scope(run, null, new HashMap<>(values));
  }

  Scope inner() {
    return new Scope(run, this, new HashMap<>());
  }

  Run run() {
    return run;
  }

  void set(String name, Value value) {
    values.put(name, value);
  }

  Value get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.values.get(name);
      if (value != null) {
        return value;
      }
    }
    return new Value.Undefined("'" + name + "' is undefined");
  }
}
