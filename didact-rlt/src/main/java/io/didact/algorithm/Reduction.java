package io.didact.algorithm;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How the values of a span's tokens become one number. Over no tokens every reduction is 0.
 *
 * <p>Median and quartiles interpolate linearly ({@link Quantile#linear}): the lower quartile of 1,
 * 2, 3, 4 is 1.75.
 */
public enum Reduction {
  MEAN {
    @Override
    Result ofSome(double[] values) {
      return Result.of(Arrays.stream(values).sum() / values.length);
    }
  },
  SUM {
    @Override
    Result ofSome(double[] values) {
      return Result.of(Arrays.stream(values).sum());
    }
  },
  MIN {
    @Override
    Result ofSome(double[] values) {
      int at = 0;
      for (int k = 1; k < values.length; k++) {
        at = values[k] < values[at] ? k : at;
      }
      return new Result(values[at], OptionalInt.of(at));
    }
  },
  MAX {
    @Override
    Result ofSome(double[] values) {
      int at = 0;
      for (int k = 1; k < values.length; k++) {
        at = values[k] > values[at] ? k : at;
      }
      return new Result(values[at], OptionalInt.of(at));
    }
  },
  MEDIAN {
    @Override
    Result ofSome(double[] values) {
      return quantile(values, 0.5);
    }
  },
  LOWER_QUARTILE {
    @Override
    Result ofSome(double[] values) {
      return quantile(values, 0.25);
    }
  },
  UPPER_QUARTILE {
    @Override
    Result ofSome(double[] values) {
      return quantile(values, 0.75);
    }
  };

  /**
   * A reduced value.
   *
   * @param value the number, 0 over no tokens
   * @param token for MIN and MAX the first token that has this value, counted from 0 in its span
   */
  public record Result(double value, OptionalInt token) {
    static Result of(double value) {
      return new Result(value, OptionalInt.empty());
    }
  }

  /**
   * Reduces the values of a span.
   *
   * @param values [tokens] finite values; they are not changed
   */
  public Result of(double[] values) {
    return values.length == 0 ? Result.of(0) : ofSome(values);
  }

  /** The name in reports: {@code mean}, {@code lower quartile}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  abstract Result ofSome(double[] values);

  private static Result quantile(double[] values, double q) {
    double[] ascending = values.clone();
    Arrays.sort(ascending);
    return Result.of(Quantile.linear(ascending, q));
  }
}
