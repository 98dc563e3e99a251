package io.didact.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a template does. */
sealed interface Statement
    permits Statement.Text,
        Statement.Output,
        Statement.Set,
        Statement.SetBlock,
        Statement.If,
        Statement.For,
        Statement.Jump,
        Statement.With,
        Statement.FilterBlock,
        Statement.CallBlock,
        Statement.Generation,
        Macro {
  /** How the statement ends: whether a loop around it goes on. */
  enum End {
    NEXT,
    BREAK,
    CONTINUE
  }

  /** Does it. */
  End run(Scope scope);

  /** One after the other, until one jumps. */
  static End all(List<Statement> body, Scope scope) {
    scope.run().enter();
    try {
      for (Statement statement : body) {
        scope.run().work(1);
        End end = statement.run(scope);
        if (end != End.NEXT) {
          return end;
        }
      }
      return End.NEXT;
    } finally {
      scope.run().leave();
    }
  }

  /** What a block with a filter or a call writes, which must be a text already. */
  private static String text(Value value) {
    if (value instanceof Value.Str text) {
      return text.text();
    }
    throw TemplateException.evaluation("the block gives no text but '" + value.type() + "'");
  }

  /** What stands outside of tags. */
  record Text(String text) implements Statement {
    @Override
    public End run(Scope scope) {
      scope.run().write(text);
      return End.NEXT;
    }
  }

  /** {@code {{ … }}}. */
  record Output(Expression expression, int line) implements Statement {
    @Override
    public End run(Scope scope) {
      scope.run().at(line);
      scope.run().write(PythonText.str(scope.run(), expression.evaluate(scope)));
      return End.NEXT;
    }
  }

  /** {@code set target = value}. */
  record Set(Expression.Target target, Expression value, int line) implements Statement {
    @Override
    public End run(Scope scope) {
      scope.run().at(line);
      target.assign(scope, value.evaluate(scope));
      return End.NEXT;
    }
  }

  /** {@code set target}, body, {@code endset}. */
  record SetBlock(
      Expression.Target target, @Nullable Expression filter, List<Statement> body, int line)
      implements Statement {
    @Override
    public End run(Scope scope) {
      Captured captured = Captured.of(body, scope.inner());
      if (captured.end() == End.NEXT) {
        scope.run().at(line);
        target.assign(scope, captured.through(filter, scope));
      }
      return captured.end();
    }
  }

  /** {@code filter name}, body, {@code endfilter}. */
  record FilterBlock(Expression filter, List<Statement> body, int line) implements Statement {
    @Override
    public End run(Scope scope) {
      Captured captured = Captured.of(body, scope.inner());
      if (captured.end() == End.NEXT) {
        scope.run().at(line);
        scope.run().write(Statement.text(captured.through(filter, scope)));
      }
      return captured.end();
    }
  }

  /** What a body wrote, and how it ended. */
  record Captured(String text, End end) {
    /** The variable that a filter without an operand reads. */
    static final String OPERAND = "the text of the block";

    static Captured of(List<Statement> body, Scope scope) {
      End[] end = new End[1];
      String text = scope.run().capture(() -> end[0] = all(body, scope));
      return new Captured(text, end[0]);
    }

    Value through(@Nullable Expression filter, Scope scope) {
      if (filter == null) {
        return new Value.Str(text);
      }
      Scope inner = scope.inner();
      inner.set(OPERAND, new Value.Str(text));
      return filter.evaluate(inner);
    }
  }

  /** {@code if}, with what {@code elif} and {@code else} add as {@code otherwise}. */
  record If(Expression condition, List<Statement> then, List<Statement> otherwise, int line)
      implements Statement {
    @Override
    public End run(Scope scope) {
      scope.run().at(line);
      return all(Logic.truth(condition.evaluate(scope)) ? then : otherwise, scope);
    }
  }

  /** {@code for target in items if test}. */
  record For(
      Expression.Target target,
      Expression items,
      @Nullable Expression test,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {
    @Override
    public End run(Scope scope) {
      scope.run().at(line);
      Iterator<Value> source = Sequences.iterate(scope.run(), items.evaluate(scope));
      Loop loop =
          new Loop(
              test == null
                  ? source
                  : SequenceFilters.filtered(source, item -> passes(test, item, scope)));
      boolean any = false; // a body that ends in a jump does not count, as in Jinja
      while (loop.hasNext()) {
        Scope inner = scope.inner();
        inner.set("loop", loop);
        target.assign(inner, loop.next());
        End end = all(body, inner);
        if (end == End.BREAK) {
          break;
        }
        any |= end == End.NEXT;
      }
      return any ? End.NEXT : all(otherwise, scope.inner());
    }

    private boolean passes(Expression wanted, Value item, Scope scope) {
      Scope inner = scope.inner();
      target.assign(inner, item);
      return Logic.truth(wanted.evaluate(inner));
    }
  }

  /** {@code break} and {@code continue}. */
  record Jump(End end) implements Statement {
    @Override
    public End run(Scope scope) {
      return end;
    }
  }

  /** {@code with a = …}, body, {@code endwith}. */
  record With(List<Expression.Target> targets, List<Expression> values, List<Statement> body)
      implements Statement {
    @Override
    public End run(Scope scope) {
      Scope inner = scope.inner();
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(inner, values.get(i).evaluate(scope));
      }
      return all(body, inner);
    }
  }

  /**
   * {@code call(a) macro(…)}, body, {@code endcall}: the macro finds the body as {@code caller}.
   */
  record CallBlock(Macro caller, Expression.Call call, int line) implements Statement {
    @Override
    public End run(Scope scope) {
      scope.run().at(line);
      Value text = call.call(scope, Map.of("caller", caller.function(scope)));
      scope.run().write(Statement.text(text));
      return End.NEXT;
    }
  }

  /** {@code generation}, body, {@code endgeneration}: what the assistant wrote. */
  record Generation(List<Statement> body) implements Statement {
    @Override
    public End run(Scope scope) {
      scope.run().writeAssistant(Captured.of(body, scope.inner()).text());
      return End.NEXT;
    }
  }
}
