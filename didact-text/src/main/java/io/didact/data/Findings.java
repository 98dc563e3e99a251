package io.didact.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is wrong with many things: the first are told, all are counted, by reason where it has one.
 */
public final class Findings {
  private static final int MOST = 10;

  /** More reasons than these are counted together. */
  private static final int MOST_REASONS = 20;

  private final List<String> first = new ArrayList<>();
  private final Map<String, Long> reasons = new LinkedHashMap<>();
  private long count;

  /** One more. */
  public void add(String what) {
    if (count++ < MOST) {
      first.add(what);
    }
  }

  /**
   * One more.
   *
   * @param reason what it has in common with others
   */
  public void add(String reason, String what) {
    add(what);
    count(reason, 1);
  }

  /** All of others, after these. */
  public void addAll(Findings others) {
    others.first.stream().limit(MOST - first.size()).forEach(first::add);
    count += others.count;
    others.reasons.forEach(this::count);
  }

  private void count(String reason, long more) {
    boolean known = reasons.containsKey(reason) || reasons.size() < MOST_REASONS;
    reasons.merge(known ? reason : "other reasons", more, Long::sum);
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
    if (count <= shown) {
      return "";
    }
    String others = between + "… and " + (count - shown) + " more";
    return switch (reasons.size()) {
      case 0 -> others;
      case 1 -> others + " of this kind";
      default -> others + between + "in all: " + tally();
    };
  }

  /** How many there are for each reason, the most frequent first. */
  private String tally() {
    return reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(each -> each.getValue() + " × " + each.getKey())
        .collect(Collectors.joining(", "));
  }
}
