package io.didact.jinja;

import io.didact.jinja.Value.Undefined;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** {@code value is test}. */
final class Tests {
  private static final Map<String, Test> TESTS = new HashMap<>();

  private interface Test {
    boolean apply(Run run, Value value, Arguments arguments);
  }

  static {
    of("defined", value -> !(value instanceof Undefined));
    of("undefined", value -> value instanceof Undefined);
    of("none", value -> value == Value.None.NONE);
    of("boolean", value -> value instanceof Value.Bool);
    of("true", value -> value == Value.Bool.TRUE);
    of("false", value -> value == Value.Bool.FALSE);
    of("integer", value -> value instanceof Value.Int);
    of("float", value -> value instanceof Value.Real);
    of("number", Numbers::isNumber);
    of("string", value -> value instanceof Value.Str);
    of("mapping", value -> value instanceof Dict);
    of("iterable", Sequences::isIterable);
    of("sequence", Tests::isSequence);
    of("callable", value -> value instanceof Value.Function);
    of("escaped", value -> false);
    TESTS.put("upper", (run, value, args) -> cased(run, value, args, true));
    TESTS.put("lower", (run, value, args) -> cased(run, value, args, false));
    TESTS.put("odd", (run, value, args) -> rest(value, Value.Int.of(2)) == 1);
    TESTS.put("even", (run, value, args) -> rest(value, Value.Int.of(2)) == 0);
    TESTS.put(
        "divisibleby",
        (run, value, args) -> rest(value, args.bind("divisibleby", 1, "num").get(0)) == 0);
    TESTS.put(
        "in", (run, value, args) -> Logic.contains(run, args.bind("in", 1, "seq").get(0), value));
    TESTS.put("sameas", (run, value, args) -> same(value, args.bind("sameas", 1, "other").get(0)));
    for (String name : new String[] {"==", "eq", "equalto"}) {
      TESTS.put(name, (run, value, args) -> Logic.equal(run, value, other(name, args)));
    }
    for (String name : new String[] {"!=", "ne"}) {
      TESTS.put(name, (run, value, args) -> !Logic.equal(run, value, other(name, args)));
    }
    order(order -> order < 0, "<", "lt", "lessthan");
    order(order -> order <= 0, "<=", "le");
    order(order -> order > 0, ">", "gt", "greaterthan");
    order(order -> order >= 0, ">=", "ge");
    TESTS.put("filter", (run, value, args) -> Filters.isKnown(PythonText.str(run, value)));
    TESTS.put("test", (run, value, args) -> isKnown(PythonText.str(run, value)));
  }

  private Tests() {}

  private static void of(String name, Predicate<Value> test) {
    TESTS.put(
        name,
        (run, value, args) -> {
          args.bind(name, 0);
          return test.test(value);
        });
  }

  private static void order(IntPredicate wanted, String... names) {
    for (String name : names) {
      TESTS.put(
          name,
          (run, value, args) -> {
            Optional<Integer> order = Logic.order(run, names[0], value, other(name, args));
            return order.isPresent() && wanted.test(order.get());
          });
    }
  }

  private static Value other(String name, Arguments arguments) {
    return arguments.bind(name, 1, "other").get(0);
  }

  static boolean isKnown(String name) {
    return TESTS.containsKey(name);
  }

  static String unknown(String name) {
    return "there is no test `" + name + "`" + NearestName.hint(name, TESTS.keySet());
  }

  static boolean apply(Run run, String name, Value value, Arguments arguments) {
    Test test = TESTS.get(name);
    if (test == null) {
      throw TemplateException.evaluation(unknown(name));
    }
    return test.apply(run, value, arguments);
  }

  private static boolean isSequence(Value value) {
    return value instanceof Value.Str
        || value instanceof Value.Items
        || value instanceof Value.Tuple
        || value instanceof Dict
        || value instanceof Value.Range
        || value instanceof Undefined;
  }

  private static boolean cased(Run run, Value value, Arguments arguments, boolean upper) {
    arguments.bind(upper ? "upper" : "lower", 0);
    return LetterCase.isAll(PythonText.str(run, value), upper);
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
