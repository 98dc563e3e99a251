package io.didact.answers.read;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The brackets that are open at a place. In brackets a comma rather separates items than thousands:
 * (2,102) is a pair. Only where another comma has space behind it there are commas of both kinds:
 * (10,000, 20,000). Not thread-safe.
 */
final class OpenBrackets {
  /** Characters behind a bracket in which a comma with space is looked for. */
  private static final int SEARCHED = 200;

  private final Source source;

  /** For each, whether a comma between digits may be one of thousands. */
  private final Deque<Boolean> thousands = new ArrayDeque<>();

  OpenBrackets(Source source) {
    this.source = source;
  }

  /** Notes a symbol that was just read. */
  void note(String symbol) {
    switch (symbol) {
      case "(", "[", "\\{", "⟨" -> thousands.push(hasSpacedComma());
      case ")", "]", "\\}", "⟩" -> thousands.poll();
      default -> {}
    }
  }

  /** Whether a comma here separates items even if three digits follow. */
  boolean separateItems() {
    return !thousands.isEmpty() && !thousands.peek();
  }

  private boolean hasSpacedComma() {
    String text = source.text();
    int end = Math.min(text.length(), source.place() + SEARCHED);
    int depth = 0;
    for (int i = source.place(); i < end; i++) {
      char c = text.charAt(i);
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      if (depth < 0) {
        return false;
      }
      if ((c == ',' && i + 1 < end && text.charAt(i + 1) == ' ') || c == ';') {
        return true;
      }
    }
    return false;
  }
}
