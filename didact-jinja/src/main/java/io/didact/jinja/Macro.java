package io.didact.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code macro name(a, b=1)}, body, {@code endmacro}. Its body sees what was around its definition.
 *
 * @param parameters with their defaults
 * @param free names that the body reads
 */
record Macro(
    String name,
    Map<String, Optional<Expression>> parameters,
    List<Statement> body,
    java.util.Set<String> free)
    implements Statement {
  private static final String CALLER = "caller";
  private static final String MORE = "varargs";
  private static final String MORE_NAMED = "kwargs";

  @Override
  public End run(Scope scope) {
    scope.set(name, function(scope));
    return End.NEXT;
  }

  /** The macro as a value, defined in this scope. */
  Value function(Scope definition) {
    return (Value.Function) (run, arguments) -> call(definition, arguments);
  }

  private Value call(Scope definition, Arguments arguments) {
    Run run = definition.run();
    Scope scope = definition.inner();
    bind(scope, arguments);
    run.enter();
    try {
      return new Value.Str(run.capture(() -> Statement.all(body, scope)));
    } finally {
      run.leave();
    }
  }

  private void bind(Scope scope, Arguments arguments) {
    Map<String, Value> named = new LinkedHashMap<>(arguments.named());
    List<String> without = new ArrayList<>();
    Iterator<Value> byPlace = arguments.positional().iterator();
    for (String parameter : parameters.keySet()) {
      Value given = byPlace.hasNext() ? byPlace.next() : named.remove(parameter);
      if (given == null) {
        without.add(parameter);
      } else {
        scope.set(parameter, given);
      }
    }
    if (free.contains(CALLER) && !parameters.containsKey(CALLER)) {
      Value caller = named.remove(CALLER);
      scope.set(CALLER, caller != null ? caller : new Value.Undefined("no caller defined"));
    }
    if (free.contains(MORE_NAMED)) {
      scope.set(MORE_NAMED, Dict.of(named));
    } else if (!named.isEmpty()) {
      throw TemplateException.evaluation(
          "macro '" + name + "' has no argument '" + named.keySet().iterator().next() + "'");
    }
    if (free.contains(MORE)) {
      scope.set(MORE, new Value.Tuple(arguments.from(parameters.size()).positional()));
    } else if (arguments.positional().size() > parameters.size()) {
      throw TemplateException.evaluation(
          "macro '" + name + "' takes at most " + parameters.size() + " arguments");
    }
    for (String parameter : without) {
      scope.set(
          parameter,
          parameters
              .getOrDefault(parameter, Optional.empty())
              .map(otherwise -> otherwise.evaluate(scope))
              .orElseGet(
                  () -> new Value.Undefined("parameter '" + parameter + "' was not provided")));
    }
  }
}
