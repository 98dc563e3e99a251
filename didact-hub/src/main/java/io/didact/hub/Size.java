package io.didact.hub;

import java.util.Locale;

/** Amounts of bytes for people. */
public final class Size {
  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

  private Size() {}

  /** Such as {@code 953 B} or {@code 3.1 GB}, in thousands. */
  public static String of(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.95 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
