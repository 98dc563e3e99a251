package io.didact.report;

import java.util.stream.Stream;

/** The names left of a chart's rows. */
final class Names {
  private static final double NARROWEST = 132;
  private static final double WIDEST = 200;
  private static final double CHARACTER = 7.2;
  private static final int LONGEST = 26;

  private Names() {}

  /** The room that they take, so that the rows begin right of it. */
  static double widthOf(Stream<String> names) {
    int longest = names.mapToInt(name -> shortened(name).length()).max().orElse(0);
    return Math.max(NARROWEST, Math.min(WIDEST, 14 + CHARACTER * longest));
  }

  /** A name that fits; of a longer one the ends, which tell paths and ids apart. */
  static String shortened(String name) {
    return shortened(name, LONGEST);
  }

  /** The same, for as many characters as fit. */
  static String shortened(String name, int longest) {
    int end = longest / 2;
    return name.length() <= longest
        ? name
        : name.substring(0, end - 1) + "…" + name.substring(name.length() - end);
  }
}
