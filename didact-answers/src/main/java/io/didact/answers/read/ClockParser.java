package io.didact.answers.read;

import io.didact.answers.compute.Node;
import io.didact.answers.read.Token.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads times of day. */
final class ClockParser {
  private static final Token NONE = Token.of(Kind.NOTHING, "", false, false);

  private final Cursor cursor;

  ClockParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /**
   * h:mm or h:mm:ss, with am or pm or without; the cursor stands behind the last digits. 5:12:13 is
   * a ratio: seconds are read where a part begins with 0, or behind them stands am or pm.
   */
  @Nullable Node time(int start) {
    int end = cursor.place();
    cursor.back(start);
    Token hour = cursor.next();
    boolean colon = cursor.skip(":");
    Token minute = cursor.next();
    Token second = colon && cursor.place() < end && cursor.skip(":") ? cursor.next() : NONE;
    String half = half();
    boolean seconds =
        isMinute(second)
            && (!half.isEmpty() || second.text().startsWith("0") || minute.text().startsWith("0"));
    boolean fits =
        cursor.place() >= end
            && colon
            && isHour(hour)
            && isMinute(minute)
            && (second == NONE || seconds);
    if (!fits) {
      cursor.back(end);
      return null;
    }
    return new Node.Time(
        hour.number().numerator().intValue(),
        minute.number().numerator().intValue(),
        second == NONE ? -1 : second.number().numerator().intValue(),
        half);
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
      while (cursor.skip(".")) {
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
