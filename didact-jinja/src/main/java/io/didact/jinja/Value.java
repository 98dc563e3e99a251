package io.didact.jinja;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What a template computes with: Python's values as far as JSON and the language need them. All are
 * immutable but a {@link Namespace}, a {@link Lazy} sequence, which is read once, a {@link Loop}, a
 * {@link Cycler}, and the function that {@code joiner} gives.
 */
sealed interface Value
    permits Value.None,
        Value.Bool,
        Value.Int,
        Value.Real,
        Value.Indexed,
        Dict,
        Value.View,
        Value.Lazy,
        Value.Namespace,
        Value.Undefined,
        Value.Function,
        Loop,
        Cycler {
  /** {@code none}. */
  enum None implements Value {
    NONE
  }

  /** {@code true} and {@code false}, which are also 1 and 0. */
  enum Bool implements Value {
    FALSE,
    TRUE;

    static Bool of(boolean value) {
      return value ? TRUE : FALSE;
    }

    BigInteger number() {
      return BigInteger.valueOf(ordinal());
    }
  }

  /** An integer of any size. */
  record Int(BigInteger number) implements Value {
    static Int of(long value) {
      return new Int(BigInteger.valueOf(value));
    }
  }

  /** A {@code float}. */
  record Real(double number) implements Value {}

  /** What can be indexed: a text, a list, a tuple, a range. */
  sealed interface Indexed extends Value {}

  /** A list or a tuple. */
  sealed interface Listed extends Indexed {
    List<Value> items();

    /** Other items in a value of this type. */
    default Listed with(List<Value> others) {
      return this instanceof Items ? new Items(others) : new Tuple(others);
    }
  }

  /** A text. Positions and lengths that templates see count code points. */
  record Str(String text) implements Indexed {}

  /** A {@code list}. */
  record Items(List<Value> items) implements Listed {}

  /** A {@code tuple}. */
  record Tuple(List<Value> items) implements Listed {
    static Tuple of(Value... items) {
      return new Tuple(List.of(items));
    }
  }

  /** A {@code range}; the step is not 0. */
  record Range(long start, long stop, long step) implements Indexed {
    long length() {
      long span = step > 0 ? stop - start : start - stop;
      long stride = Math.abs(step);
      return span <= 0 ? 0 : (span + stride - 1) / stride;
    }

    Value at(long index) {
      return Int.of(start + index * step);
    }
  }

  /** What {@code keys()}, {@code values()} and {@code items()} of a dictionary give. */
  record View(String type, List<Value> items) implements Value {}

  /** A sequence that is computed as it is read, once. */
  record Lazy(Iterator<Value> items) implements Value {}

  /** {@code namespace(…)}: the one thing that a template can change. */
  record Namespace(Map<String, Value> attributes) implements Value {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /**
   * What is not there. It may be printed (as nothing), tested and read through; all else fails.
   *
   * @param why the message of a failure
   */
  record Undefined(String why) implements Value {}

  /** A macro, a method with its object, or a function of the language. */
  non-sealed interface Function extends Value {
    Value call(Run run, Arguments arguments);

    @Override
    default String type() {
      return "function";
    }
  }

  /** Fails with what it says of itself where this is not there. */
  default void requireDefined() {
    if (this instanceof Undefined undefined) {
      throw TemplateException.evaluation(undefined.why());
    }
  }

  /** Python's names of types that have others here. */
  Map<Class<?>, String> TYPES =
      Map.of(
          None.class, "None",
          Bool.class, "bool",
          Int.class, "int",
          Real.class, "float",
          Str.class, "str",
          Items.class, "list");

  /** Python's name of the type. */
  default String type() {
    String name = TYPES.get(getClass());
    if (name != null) {
      return name;
    }
    return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
