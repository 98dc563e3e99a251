package io.didact.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with many things: the first are told, all are counted. */
public final class Findings {
  private static final int MOST = 10;

  private final List<String> first = new ArrayList<>();
  private long count;

  /** One more. */
  public void add(String what) {
    if (count++ < MOST) {
      first.add(what);
    }
  }

  /** How many there are. */
  public long count() {
    return count;
  }

  /** Up to ten of them, a line each, and how many more there are. */
  public String lines() {
    return String.join("\n  ", first) + more(first.size(), "\n  ");
  }

  /** The same, or nothing where there are none. */
  public Optional<String> text() {
    return count == 0 ? Optional.empty() : Optional.of(lines());
  }

  /** The first three of them in one line, and how many more there are. */
  public String brief() {
    return brief(3);
  }

  String brief(int most) {
    List<String> some = first.subList(0, Math.min(most, first.size()));
    return String.join("; ", some) + more(some.size(), "; ");
  }

  private String more(int shown, String between) {
    return count > shown ? between + "… and " + (count - shown) + " more" : "";
  }
}
