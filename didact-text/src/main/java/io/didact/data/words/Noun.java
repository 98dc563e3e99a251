package io.didact.data.words;

import java.util.List;

/** What stories count. */
record Noun(String one, String many) {
  static final Noun DOLLARS = new Noun("dollar", "dollars");
  static final Noun HOURS = new Noun("hour", "hours");

  /** What is bought, shared, packed and sold. */
  static final List<Noun> THINGS =
      List.of(
          with("apple"),
          with("pencil"),
          with("marble"),
          with("sticker"),
          with("book"),
          with("cookie"),
          with("shell"),
          with("card"),
          with("stamp"),
          with("balloon"),
          with("button"),
          with("bead"),
          with("flower"),
          with("egg"),
          with("orange"),
          with("candle"),
          with("lemon"),
          with("ribbon"),
          with("toy car"),
          with("photo"));

  /** What things are in. */
  static final List<Noun> CONTAINERS =
      List.of(with("bag"), with("basket"), with("jar"), with("pack"), new Noun("box", "boxes"));

  private static Noun with(String one) {
    return new Noun(one, one + "s");
  }
}
