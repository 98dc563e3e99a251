package io.didact.jinja;

import io.didact.jinja.Value.Bool;
import io.didact.jinja.Value.Undefined;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** {@code value is test}. */
final class Tests {
  static final Table<Value> TABLE = new Table<>("test");

  static {
    of("defined", value -> !(value instanceof Undefined));
    of("undefined", value -> value instanceof Undefined);
    of("none", value -> value == Value.None.NONE);
    of("boolean", value -> value instanceof Bool);
    of("true", value -> value == Bool.TRUE);
    of("false", value -> value == Bool.FALSE);
    of("integer", value -> value instanceof Value.Int);
    of("float", value -> value instanceof Value.Real);
    of("number", Numbers::isNumber);
    of("string", value -> value instanceof Value.Str);
    of("mapping", value -> value instanceof Dict);
    of("iterable", Sequences::isIterable);
    of("sequence", Tests::isSequence);
    of("callable", value -> value instanceof Value.Function);
    of("escaped", value -> false);
    cased("upper", true);
    cased("lower", false);
    TABLE.put("odd", (run, value, args) -> Bool.of(rest(value, Value.Int.of(2)) == 1));
    TABLE.put("even", (run, value, args) -> Bool.of(rest(value, Value.Int.of(2)) == 0));
    with("num", (run, value, other) -> rest(value, other) == 0, "divisibleby");
    with("seq", (run, value, other) -> Logic.contains(run, other, value), "in");
    with("other", (run, value, other) -> same(value, other), "sameas");
    with("other", Logic::equal, "==", "eq", "equalto");
    with("other", (run, value, other) -> !Logic.equal(run, value, other), "!=", "ne");
    order(order -> order < 0, "<", "lt", "lessthan");
    order(order -> order <= 0, "<=", "le");
    order(order -> order > 0, ">", "gt", "greaterthan");
    order(order -> order >= 0, ">=", "ge");
    TABLE.put("filter", (run, v, args) -> Bool.of(Filters.TABLE.has(PythonText.str(run, v))));
    TABLE.put("test", (run, v, args) -> Bool.of(TABLE.has(PythonText.str(run, v))));
  }

  private Tests() {}

  private static void of(String name, Predicate<Value> test) {
    TABLE.put(name, 0, (run, value, args) -> Bool.of(test.test(value)));
  }

  private static void cased(String name, boolean upper) {
    TABLE.put(
        name,
        0,
        (run, value, args) -> Bool.of(LetterCase.isAll(PythonText.str(run, value), upper)));
  }

  private interface OfTwo {
    boolean test(Run run, Value value, Value other);
  }

  /** A test that takes another value, under some names. */
  private static void with(String parameter, OfTwo test, String... names) {
    for (String name : names) {
      TABLE.put(
          name, 1, (run, value, args) -> Bool.of(test.test(run, value, args.get(0))), parameter);
    }
  }

  private static void order(IntPredicate wanted, String... names) {
    with(
        "other",
        (run, value, other) ->
            Logic.order(run, names[0], value, other).filter(wanted::test).isPresent(),
        names);
  }

  private static boolean isSequence(Value value) {
    return value instanceof Value.Indexed || value instanceof Dict || value instanceof Undefined;
  }

  private static double rest(Value value, Value divisor) {
    if (!Numbers.isNumber(value) || !Numbers.isNumber(divisor)) {
      throw Sequences.unsupported("%", value, divisor);
    }
    return Numbers.real(Numbers.apply("%", value, divisor));
  }

  /**
   * Python asks for the very same object; of values that are equal and immutable only these are.
   */
  private static boolean same(Value value, Value other) {
    boolean unclear =
        (value instanceof Value.Int && other instanceof Value.Int)
            || (value instanceof Value.Real && other instanceof Value.Real)
            || (value instanceof Value.Str && other instanceof Value.Str);
    if (unclear && value.equals(other)) {
      throw TemplateException.evaluation(
          "sameas is for none, true and false, not for a '" + value.type() + "'; use ==");
    }
    return value == other;
  }
}
