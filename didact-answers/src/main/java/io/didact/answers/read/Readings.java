package io.didact.answers.read;

import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Parts;
import java.util.HashMap;
import java.util.Map;

/**
 * What one grade has read: every text is parsed once, however often it is asked whether it is
 * mathematics, and whether it is compared then. Not thread-safe: one for each grading.
 */
public final class Readings {
  private final Map<String, Reading> usual = new HashMap<>();

  /** A text with commas as they usually are. */
  public Reading usual(String text) {
    return usual.computeIfAbsent(text, unread -> Reading.of(unread, CommaReading.USUAL));
  }

  /** Whether a text as a whole is an answer that is mathematics, without a sentence around it. */
  public boolean isMathematics(String text) {
    if (text.isBlank() || text.length() > Budget.LENGTH) {
      return false;
    }
    Node node = usual(text).node();
    return node != null && !hasWords(node);
  }

  private static boolean hasWords(Node node) {
    return node instanceof Node.Words || Parts.of(node).stream().anyMatch(Readings::hasWords);
  }
}
