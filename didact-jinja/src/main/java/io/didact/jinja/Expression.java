package io.didact.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has a value. */
sealed interface Expression {
  /** The value in a scope; counts as a step, and as one level of depth. */
  default Value evaluate(Scope scope) {
    Run run = scope.run();
    run.enter();
    try {
      return value(scope);
    } finally {
      run.leave();
    }
  }

  /** What {@link #evaluate} gives, without counting. */
  Value value(Scope scope);

  /** A constant. */
  record Literal(Value constant) implements Expression {
    @Override
    public Value value(Scope scope) {
      return constant;
    }
  }

  /** A variable. */
  record Name(String name) implements Expression {
    @Override
    public Value value(Scope scope) {
      return scope.get(name);
    }
  }

  /** {@code [a, b]} or {@code (a, b)}. */
  record Sequence(List<Expression> items, boolean tuple) implements Expression {
    @Override
    public Value value(Scope scope) {
      List<Value> values = new ArrayList<>();
      items.forEach(item -> values.add(item.evaluate(scope)));
      return tuple ? new Value.Tuple(values) : new Value.Items(values);
    }
  }

  /** {@code {key: value}}. */
  record Mapping(List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Value value(Scope scope) {
      List<Dict.Entry> entries = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        entries.add(new Dict.Entry(keys.get(i).evaluate(scope), values.get(i).evaluate(scope)));
      }
      return Dict.of(entries);
    }
  }

  /** {@code object.name}. */
  record Attribute(Expression object, String name) implements Expression {
    @Override
    public Value value(Scope scope) {
      return Members.attribute(scope.run(), object.evaluate(scope), name);
    }
  }

  /** {@code object[key]}. */
  record Item(Expression object, Expression key) implements Expression {
    @Override
    public Value value(Scope scope) {
      Value of = object.evaluate(scope);
      return Members.item(scope.run(), of, key.evaluate(scope));
    }
  }

  /** {@code object[start:stop:step]}; what is left out is {@code none}. */
  record Slice(Expression object, Expression start, Expression stop, Expression step)
      implements Expression {
    @Override
    public Value value(Scope scope) {
      return Sequences.slice(
          scope.run(),
          object.evaluate(scope),
          start.evaluate(scope),
          stop.evaluate(scope),
          step.evaluate(scope));
    }
  }

  /** {@code f(a, *b, name=c, **d)}. */
  record Call(Expression function, Given given, int line) implements Expression {
    @Override
    public Value value(Scope scope) {
      return call(scope, Map.of());
    }

    /** With more named arguments. */
    Value call(Scope scope, Map<String, Value> more) {
      Value called = function.evaluate(scope);
      Arguments arguments = given.in(scope);
      if (!more.isEmpty()) {
        Map<String, Value> named = new LinkedHashMap<>(arguments.named());
        named.putAll(more);
        arguments = new Arguments(arguments.positional(), named);
      }
      if (called instanceof Value.Function callee) {
        scope.run().at(line);
        return callee.call(scope.run(), arguments);
      }
      throw TemplateException.evaluation(
          called instanceof Value.Undefined undefined
              ? undefined.why()
              : "a '" + called.type() + "' cannot be called");
    }
  }

  /** The arguments of a call as they are written. */
  record Given(
      List<Expression> positional,
      Map<String, Expression> named,
      @Nullable Expression all,
      @Nullable Expression allNamed) {
    static final Given NOTHING = new Given(List.of(), Map.of(), null, null);

    Arguments in(Scope scope) {
      List<Value> values = new ArrayList<>();
      positional.forEach(each -> values.add(each.evaluate(scope)));
      Map<String, Value> byName = new LinkedHashMap<>();
      named.forEach((name, each) -> byName.put(name, each.evaluate(scope)));
      if (all != null) {
        values.addAll(Sequences.list(scope.run(), all.evaluate(scope)));
      }
      if (allNamed != null) {
        spread(allNamed.evaluate(scope), byName);
      }
      return new Arguments(values, byName);
    }

    private static void spread(Value value, Map<String, Value> byName) {
      if (!(value instanceof Dict dict)) {
        throw TemplateException.evaluation("after ** a dictionary is wanted");
      }
      for (Dict.Entry entry : dict.entries()) {
        if (!(entry.key() instanceof Value.Str name)) {
          throw TemplateException.evaluation("after ** all keys must be texts");
        }
        if (byName.put(name.text(), entry.value()) != null) {
          throw TemplateException.evaluation("argument '" + name.text() + "' is given twice");
        }
      }
    }
  }

  /** {@code object | name(…)}. */
  record Filter(Expression object, String name, Given given) implements Expression {
    @Override
    public Value value(Scope scope) {
      Value of = object.evaluate(scope);
      return Filters.TABLE.apply(scope.run(), name, of, given.in(scope));
    }
  }

  /** {@code object is name(…)}. */
  record Test(Expression object, String name, Given given) implements Expression {
    @Override
    public Value value(Scope scope) {
      Value of = object.evaluate(scope);
      return Tests.TABLE.apply(scope.run(), name, of, given.in(scope));
    }
  }

  /** {@code -a} and {@code +a}. */
  record Sign(Expression operand, boolean negative) implements Expression {
    @Override
    public Value value(Scope scope) {
      Value of = operand.evaluate(scope);
      of.requireDefined();
      return negative ? Numbers.negative(of) : Numbers.positive(of);
    }
  }

  /** {@code not a}. */
  record Not(Expression operand) implements Expression {
    @Override
    public Value value(Scope scope) {
      return Value.Bool.of(!Logic.truth(operand.evaluate(scope)));
    }
  }

  /** {@code a and b}, {@code a or b}: the operand that decides. */
  record Choice(Expression left, Expression right, boolean and) implements Expression {
    @Override
    public Value value(Scope scope) {
      Value first = left.evaluate(scope);
      return Logic.truth(first) == and ? right.evaluate(scope) : first;
    }
  }

  /** {@code a if condition else b}. */
  record Conditional(Expression condition, Expression then, @Nullable Expression otherwise)
      implements Expression {
    @Override
    public Value value(Scope scope) {
      if (Logic.truth(condition.evaluate(scope))) {
        return then.evaluate(scope);
      }
      return otherwise == null
          ? new Value.Undefined("an `if` without `else` has no value where it does not hold")
          : otherwise.evaluate(scope);
    }
  }

  /** {@code + - * / // % **}. */
  record Arithmetic(String operator, Expression left, Expression right) implements Expression {
    @Override
    public Value value(Scope scope) {
      Value first = left.evaluate(scope);
      return Sequences.apply(scope.run(), operator, first, right.evaluate(scope));
    }
  }

  /** {@code a ~ b ~ c}. */
  record Concatenation(List<Expression> parts) implements Expression {
    @Override
    public Value value(Scope scope) {
      StringBuilder text = new StringBuilder();
      for (Expression part : parts) {
        text.append(PythonText.str(scope.run(), part.evaluate(scope)));
        scope.run().text(text.length());
      }
      return new Value.Str(text.toString());
    }
  }

  /** {@code a < b <= c}, each pair in turn until one does not hold. */
  record Comparison(Expression first, List<String> operators, List<Expression> others)
      implements Expression {
    @Override
    public Value value(Scope scope) {
      Value left = first.evaluate(scope);
      for (int i = 0; i < operators.size(); i++) {
        Value right = others.get(i).evaluate(scope);
        if (!holds(scope.run(), operators.get(i), left, right)) {
          return Value.Bool.FALSE;
        }
        left = right;
      }
      return Value.Bool.TRUE;
    }

    private static boolean holds(Run run, String operator, Value left, Value right) {
      return switch (operator) {
        case "==" -> Logic.equal(run, left, right);
        case "!=" -> !Logic.equal(run, left, right);
        case "in" -> Logic.contains(run, right, left);
        case "not in" -> !Logic.contains(run, right, left);
        default -> {
          Optional<Integer> order = Logic.order(run, operator, left, right);
          yield order.isPresent()
              && switch (operator) {
                case "<" -> order.get() < 0;
                case "<=" -> order.get() <= 0;
                case ">" -> order.get() > 0;
                case ">=" -> order.get() >= 0;
                default -> throw new IllegalStateException(operator);
              };
        }
      };
    }
  }

  /** What an assignment writes to. */
  sealed interface Target {
    void assign(Scope scope, Value value);

    /** A variable of the scope. */
    record Variable(String name) implements Target {
      @Override
      public void assign(Scope scope, Value value) {
        scope.set(name, value);
      }
    }

    /** An attribute of a namespace. */
    record NamespaceAttribute(String namespace, String name) implements Target {
      @Override
      public void assign(Scope scope, Value value) {
        if (!(scope.get(namespace) instanceof Value.Namespace changed)) {
          throw TemplateException.evaluation(
              "`" + namespace + "` is no namespace, so `" + name + "` of it cannot be set");
        }
        changed.attributes().put(name, value);
      }
    }

    /** As many as the value has items. */
    record Several(List<Target> targets) implements Target {
      @Override
      public void assign(Scope scope, Value value) {
        Iterator<Value> items = Sequences.iterate(scope.run(), value);
        List<Value> values = new ArrayList<>();
        while (items.hasNext() && values.size() <= targets.size()) {
          values.add(items.next());
        }
        if (values.size() != targets.size()) {
          throw TemplateException.evaluation(
              "%d names for %s%d values"
                  .formatted(
                      targets.size(),
                      values.size() > targets.size() ? "at least " : "",
                      values.size()));
        }
        for (int i = 0; i < values.size(); i++) {
          targets.get(i).assign(scope, values.get(i));
        }
      }
    }
  }
}
