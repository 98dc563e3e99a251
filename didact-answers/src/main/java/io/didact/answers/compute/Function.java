package io.didact.answers.compute;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Functions with a known value. */
public enum Function {
  SIN,
  COS,
  TAN,
  COT,
  SEC,
  CSC,
  ARCSIN,
  ARCCOS,
  ARCTAN,
  ARCCOT,
  SINH,
  COSH,
  TANH,
  ARSINH,
  ARCOSH,
  ARTANH,
  LN,
  /** Logarithm without a base: to base 10 or natural, as {@link LogReading} says. */
  LOG,
  /** Two arguments: the base and the number. */
  LOG_TO_BASE,
  EXP,
  ABS,
  FLOOR,
  CEILING,
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
      BY_NAME.put(function.name().toLowerCase(Locale.ROOT), function);
    }
    BY_NAME.remove("log_to_base");
    BY_NAME.remove("double_factorial");
    BY_NAME.put("ctg", COT);
    BY_NAME.put("tg", TAN);
    BY_NAME.put("cosec", CSC);
    BY_NAME.put("asin", ARCSIN);
    BY_NAME.put("acos", ARCCOS);
    BY_NAME.put("atan", ARCTAN);
    BY_NAME.put("arctg", ARCTAN);
    BY_NAME.put("arccot", ARCCOT);
    BY_NAME.put("asinh", ARSINH);
    BY_NAME.put("acosh", ARCOSH);
    BY_NAME.put("atanh", ARTANH);
    BY_NAME.put("arcsinh", ARSINH);
    BY_NAME.put("arccosh", ARCOSH);
    BY_NAME.put("arctanh", ARTANH);
    BY_NAME.put("ceil", CEILING);
  }

  public static boolean isName(String name) {
    return BY_NAME.get(name) != null;
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
