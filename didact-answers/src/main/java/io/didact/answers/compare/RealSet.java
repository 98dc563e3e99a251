package io.didact.answers.compare;

import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Rational;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of real numbers as intervals that do not touch, from left to right.
 *
 * @param intervals points are closed intervals with one end twice
 */
record RealSet(List<Interval> intervals) {
  private static final int MOST_INTEGERS = 64;

  static final RealSet EMPTY = new RealSet(List.of());
  static final RealSet ALL =
      new RealSet(List.of(new Interval(Bound.LOWEST, false, Bound.HIGHEST, false)));

  /**
   * Numbers between two ends.
   *
   * @param lowClosed whether the lower end belongs to it
   * @param highClosed whether the upper end belongs to it
   */
  record Interval(Bound low, boolean lowClosed, Bound high, boolean highClosed) {
    boolean isEmpty() {
      int order = low.compareTo(high);
      return order > 0 || (order == 0 && !(lowClosed && highClosed && low.infinity() == 0));
    }
  }

  static RealSet of(Bound low, boolean lowClosed, Bound high, boolean highClosed) {
    Interval interval =
        new Interval(
            low, lowClosed && low.infinity() == 0, high, highClosed && high.infinity() == 0);
    return interval.isEmpty() ? EMPTY : new RealSet(List.of(interval));
  }

  static RealSet point(Bound value) {
    return of(value, true, value, true);
  }

  RealSet union(RealSet other) {
    List<Interval> all = new ArrayList<>(intervals);
    all.addAll(other.intervals);
    all.sort(Comparator.comparing(Interval::low).thenComparing(i -> i.lowClosed ? 0 : 1));
    List<Interval> joined = new ArrayList<>();
    for (Interval next : all) {
      Interval last = joined.isEmpty() ? next : joined.get(joined.size() - 1);
      if (joined.isEmpty() || !touch(last, next)) {
        joined.add(next);
      } else {
        joined.set(joined.size() - 1, join(last, next));
      }
    }
    return new RealSet(joined);
  }

  private static boolean touch(Interval left, Interval right) {
    int order = right.low.compareTo(left.high);
    return order < 0 || (order == 0 && (left.highClosed || right.lowClosed));
  }

  private static Interval join(Interval left, Interval right) {
    int order = left.high.compareTo(right.high);
    boolean closed =
        order == 0
            ? left.highClosed || right.highClosed
            : order > 0 ? left.highClosed : right.highClosed;
    return new Interval(left.low, left.lowClosed, order >= 0 ? left.high : right.high, closed);
  }

  RealSet complement() {
    List<Interval> rest = new ArrayList<>();
    Bound from = Bound.LOWEST;
    boolean closed = false;
    for (Interval interval : intervals) {
      rest.addAll(of(from, closed, interval.low, !interval.lowClosed).intervals);
      from = interval.high;
      closed = !interval.highClosed;
    }
    rest.addAll(of(from, closed, Bound.HIGHEST, false).intervals);
    return new RealSet(rest);
  }

  RealSet intersection(RealSet other) {
    return complement().union(other.complement()).complement();
  }

  RealSet without(RealSet other) {
    return intersection(other.complement());
  }

  /** The integers in it, or null where they are too many to be written out. */
  @Nullable RealSet integers(Budget budget) {
    List<Interval> all = new ArrayList<>();
    for (Interval interval : intervals) {
      if (interval.low.infinity() != 0 || interval.high.infinity() != 0) {
        return null;
      }
      BigDecimal last = interval.high.value().setScale(0, RoundingMode.CEILING);
      BigDecimal next = interval.low.value().setScale(0, RoundingMode.FLOOR);
      if (last.subtract(next).compareTo(BigDecimal.valueOf(MOST_INTEGERS)) > 0) {
        return null;
      }
      for (; next.compareTo(last) <= 0; next = next.add(BigDecimal.ONE)) {
        Bound bound = Bound.of(new Node.Num(Rational.of(next.toBigInteger()), -1), budget);
        int low = bound.compareTo(interval.low);
        int high = bound.compareTo(interval.high);
        if ((low > 0 || low == 0 && interval.lowClosed)
            && (high < 0 || high == 0 && interval.highClosed)) {
          all.add(new Interval(bound, true, bound, true));
        }
      }
    }
    return new RealSet(all);
  }

  /** Whether both are the same set; their ends are compared exactly. */
  Comparison compare(RealSet other, ScalarEquality ends) {
    if (intervals.size() != other.intervals.size()) {
      return Comparison.different("different sets of numbers");
    }
    Sameness all = Sameness.SAME;
    for (int i = 0; i < intervals.size(); i++) {
      Interval a = intervals.get(i);
      Interval b = other.intervals.get(i);
      if (a.lowClosed != b.lowClosed || a.highClosed != b.highClosed) {
        return Comparison.different("an end belongs to one set and not to the other");
      }
      all = all.and(ends.compare(a.low.node(), b.low.node()).sameness());
      all = all.and(ends.compare(a.high.node(), b.high.node()).sameness());
    }
    return Comparison.of(
        all,
        "the same set of numbers",
        "different sets of numbers",
        "the ends of the sets could not be compared");
  }
}
