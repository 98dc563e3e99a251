package io.didact.eval.answer.math;

import io.didact.eval.answer.math.Token.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads times of day. */
final class ClockParser {
  private final Cursor cursor;

  ClockParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /** h:mm, with am or pm or without; the cursor stands behind the minutes. */
  @Nullable Node time(int start) {
    int end = cursor.place();
    cursor.back(start);
    Token hour = cursor.next();
    boolean colon = cursor.skip(":");
    Token minute = cursor.next();
    String half = half();
    boolean fits = cursor.place() >= end && colon && isHour(hour) && isMinute(minute);
    if (!fits) {
      cursor.back(end);
      return null;
    }
    return new Node.Time(
        hour.number().numerator().intValue(), minute.number().numerator().intValue(), half);
  }

  private static boolean isHour(Token token) {
    return token.kind() == Kind.NUMBER
        && token.text().matches("\\d\\d?")
        && token.number().numerator().intValue() <= 24;
  }

  private static boolean isMinute(Token token) {
    return token.kind() == Kind.NUMBER && token.text().matches("[0-5]\\d");
  }

  /** am or pm, with points or without, which are lost on the way. */
  private String half() {
    StringBuilder letters = new StringBuilder();
    int start = cursor.place();
    while (letters.length() < 2
        && (cursor.peek().kind() == Kind.NAME || cursor.peek().kind() == Kind.WORD)) {
      letters.append(cursor.next().text().toLowerCase(Locale.ROOT));
      while (cursor.skip("…")) {
        // the point of a.m.
      }
    }
    String half = letters.toString();
    if (!half.equals("am") && !half.equals("pm")) {
      cursor.back(start);
      return "";
    }
    return half;
  }
}
