package io.didact.answers.compare;

import io.didact.answers.compute.Node;
import java.util.List;

/** Times of day. */
final class Clock {
  private Clock() {}

  /** 3:30 pm is 15:30; 3:30 without am or pm may be either. */
  static Comparison compare(Node.Time a, Node.Time b) {
    boolean halves = a.half().isEmpty() == b.half().isEmpty();
    boolean same =
        a.minute() == b.minute()
            && Math.max(0, a.second()) == Math.max(0, b.second())
            && (halves
                ? a.half().equals(b.half()) && a.hour() == b.hour()
                : a.hour() == b.hour() || hourOfDay(a) == hourOfDay(b));
    boolean ratios = a.half().isEmpty() && b.half().isEmpty() && a.second() + b.second() == -2;
    if (!same && ratios && proportional(a, b)) {
      return Comparison.undecided("different times, but the same ratio");
    }
    return Comparison.of(same, "time");
  }

  private static int hourOfDay(Node.Time time) {
    int hour = time.hour() % 12;
    return switch (time.half()) {
      case "am" -> hour;
      case "pm" -> hour + 12;
      default -> time.hour();
    };
  }

  private static boolean proportional(Node.Time a, Node.Time b) {
    return a.hour() * b.minute() == b.hour() * a.minute() && a.minute() != 0 && b.minute() != 0;
  }

  static Node ratio(Node.Time time) {
    Node hour = Node.Num.of(time.hour());
    Node minute = Node.Num.of(time.minute());
    return new Node.Ratio(
        time.second() < 0
            ? List.of(hour, minute)
            : List.of(hour, minute, Node.Num.of(time.second())));
  }
}
