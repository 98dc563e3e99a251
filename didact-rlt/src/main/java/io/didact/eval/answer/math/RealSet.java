package io.didact.eval.answer.math;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of real numbers as intervals that do not touch, from left to right.
 *
 * @param intervals points are closed intervals with one end twice
 */
record RealSet(List<Interval> intervals) {
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
    return new Comparison(
        all,
        switch (all) {
          case SAME -> "the same set of numbers";
          case DIFFERENT -> "different sets of numbers";
          case UNDECIDED -> "the ends of the sets could not be compared";
        });
  }
}
