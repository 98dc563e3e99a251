package io.didact.answers.compute;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions with a known value. */
public enum Function {
  SIN,
  COS,
  TAN("tg"),
  COT("ctg"),
  SEC,
  CSC("cosec"),
  ARCSIN("asin"),
  ARCCOS("acos"),
  ARCTAN("atan", "arctg"),
  ARCCOT,
  SINH,
  COSH,
  TANH,
  ARSINH("asinh", "arcsinh"),
  ARCOSH("acosh", "arccosh"),
  ARTANH("atanh", "arctanh"),
  LN,
  /** Logarithm without a base: to base 10 or natural, as {@link LogReading} says. */
  LOG,
  /** Two arguments: the base and the number. */
  LOG_TO_BASE,
  EXP,
  ABS,
  FLOOR,
  CEILING("ceil"),
  FACTORIAL,
  DOUBLE_FACTORIAL,
  /** Two arguments, n and k. */
  BINOMIAL,
  GCD,
  LCM,
  MAX,
  MIN,
  /** Two arguments. */
  MODULO;

  private static final Map<String, Function> BY_NAME = new HashMap<>();

  static {
    for (Function function : values()) {
      if (function != LOG_TO_BASE && function != DOUBLE_FACTORIAL) {
        BY_NAME.put(function.name().toLowerCase(Locale.ROOT), function);
      }
      function.otherNames.forEach(name -> BY_NAME.put(name, function));
    }
  }

  private final List<String> otherNames;

  Function(String... otherNames) {
    this.otherNames = List.of(otherNames);
  }

  public static boolean isName(String name) {
    return BY_NAME.containsKey(name);
  }

  public static Function named(String name) {
    Function function = BY_NAME.get(name);
    if (function == null) {
      throw new UnreadableException("unknown function " + name);
    }
    return function;
  }

  /** The function of which {@code f^{-1}} is written for this one. */
  public Function inverse() {
    return switch (this) {
      case SIN -> ARCSIN;
      case COS -> ARCCOS;
      case TAN -> ARCTAN;
      case COT -> ARCCOT;
      case SINH -> ARSINH;
      case COSH -> ARCOSH;
      case TANH -> ARTANH;
      default -> throw new UnreadableException("no inverse of " + this);
    };
  }

  /** Whether it can have so many arguments. */
  public boolean takes(int arguments) {
    return switch (this) {
      case LOG_TO_BASE, BINOMIAL, MODULO -> arguments == 2;
      case GCD, LCM, MAX, MIN -> arguments > 0;
      default -> arguments == 1;
    };
  }

  boolean isLogarithm() {
    return this == LN || this == LOG || this == LOG_TO_BASE;
  }

  /** Whether it is given in pieces, or for integers only. */
  public boolean isPiecewise() {
    return ordinal() >= ABS.ordinal();
  }

  /** Takes everything up to the next sum when written without brackets, as {@code \sin 2x}. */
  boolean isElementary() {
    return ordinal() <= EXP.ordinal();
  }
}
