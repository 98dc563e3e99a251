package io.didact.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code macro name(a, b=1)}, body, {@code endmacro}. Its body sees what was around its definition.
 *
 * @param defaults of the parameters; null where there is none
 * @param free names that the body reads
 */
record Macro(
    String name,
    List<String> parameters,
    List<@Nullable Expression> defaults,
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
    return new Value.Function(name, (run, arguments) -> call(definition, arguments));
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
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i);
      Value given =
          i < arguments.positional().size()
              ? arguments.positional().get(i)
              : named.remove(parameter);
      if (given == null) {
        without.add(parameter);
      } else {
        scope.set(parameter, given);
      }
    }
    if (free.contains(CALLER) && !parameters.contains(CALLER)) {
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
      Expression otherwise = defaults.get(parameters.indexOf(parameter));
      scope.set(
          parameter,
          otherwise == null
              ? new Value.Undefined("parameter '" + parameter + "' was not provided")
              : otherwise.evaluate(scope));
    }
  }
}
