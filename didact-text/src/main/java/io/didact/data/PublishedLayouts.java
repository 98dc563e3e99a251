package io.didact.data;

import io.didact.data.RowLayout.Conversation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Layouts by name: our own, and those of data sets as they were published. A new one is one entry
 * here, or a file of the user's.
 */
final class PublishedLayouts {
  /** A column for each part. */
  static final RowLayout PLAIN =
      new RowLayout(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          Columns.OWN);

  private static final Conversation SHARE_GPT = new Conversation("conversations", "from", "value");
  private static final Conversation MESSAGES = new Conversation("messages", "role", "content");
  private static final TagPair THINK = new TagPair("<think>", "</think>");

  static final Map<String, RowLayout> ALL = all();

  private PublishedLayouts() {}

  private static Map<String, RowLayout> all() {
    Map<String, RowLayout> all = new LinkedHashMap<>();
    all.put("plain", PLAIN);
    // Bespoke-Stratos-17k; OpenThoughts-114k
    all.put(
        "bespoke-stratos",
        new RowLayout(
            Optional.of(SHARE_GPT),
            Optional.empty(),
            Optional.of(TagFormat.stratos().thought()),
            Optional.of(TagFormat.stratos().solution()),
            true,
            Columns.OWN));
    // OpenThoughts2-1M; OpenThoughts3-1.2M
    all.put("openthoughts", thinking(SHARE_GPT, true, Columns.OWN));
    // OpenThoughts-114k, metadata
    all.put(
        "openthoughts-columns",
        boxed(columns("problem", "deepseek_solution", "deepseek_reasoning")));
    // s1K
    all.put("s1k", PLAIN.with(s1k("attempt", "thinking_trajectories.0")));
    // s1K-1.1
    all.put("s1k-1.1", PLAIN.with(s1k("deepseek_attempt", "deepseek_thinking_trajectory")));
    // OpenR1-Math-220k
    all.put("openr1-math", thinking(MESSAGES, false, Columns.OWN.withId("uuid")));
    all.put("messages", thinking(MESSAGES, true, Columns.OWN));
    return Collections.unmodifiableMap(all);
  }

  private static RowLayout thinking(Conversation turns, boolean boxed, Columns columns) {
    return new RowLayout(
        Optional.of(turns), Optional.empty(), Optional.of(THINK), Optional.empty(), boxed, columns);
  }

  private static RowLayout boxed(Columns columns) {
    return new RowLayout(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, columns);
  }

  private static Columns columns(String question, String solution, String trace) {
    return new Columns(
        Optional.empty(),
        Optional.of(question),
        Optional.of(solution),
        Optional.empty(),
        Optional.of(trace),
        Optional.empty());
  }

  /** The attempt that belongs to the thought is the solution; the set's own is the answer. */
  private static Columns s1k(String attempt, String trace) {
    return new Columns(
        Optional.empty(),
        Optional.of("question"),
        Optional.of(attempt),
        Optional.of("solution"),
        Optional.of(trace),
        Optional.empty());
  }
}
