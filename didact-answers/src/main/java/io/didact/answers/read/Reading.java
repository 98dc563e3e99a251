package io.didact.answers.read;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.Parts;
import io.didact.answers.compute.UnreadableException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it was read.
 *
 * @param text the answer
 * @param node what it says in {@link Normal} form; null when it could not be read
 * @param tooMuch whether that was too much work
 * @param problem why it could not be read, else empty
 */
public record Reading(String text, @Nullable Node node, boolean tooMuch, String problem) {
  private static final Pattern WORD = Pattern.compile("(?<!\\\\)\\b\\p{L}{3,}");

  public static Reading of(String text, CommaReading commas) {
    try {
      return new Reading(text, Normal.of(Parser.parse(text, commas)), false, "");
    } catch (UnreadableException e) {
      return new Reading(text, null, false, e.getMessage());
    } catch (OverBudgetException e) {
      return new Reading(text, null, true, e.getMessage());
    }
  }

  /** Whether it has a command of which nothing is known. */
  public boolean hasUnknown() {
    return node != null && text.indexOf('\\') >= 0 && hasUnknown(node);
  }

  private static boolean hasUnknown(Node node) {
    return node instanceof Node.Name name && name.name().startsWith(Constants.UNKNOWN)
        || Parts.of(node).stream().anyMatch(Reading::hasUnknown);
  }

  /** Why it could not be read, unless it is words, which need not be. */
  public Optional<String> unread() {
    return node != null || (!tooMuch && (hasWords() || isProse()))
        ? Optional.empty()
        : Optional.of(problem);
  }

  /** Whether the answer has words, and no signs of mathematics besides digits. */
  public boolean hasWords() {
    return WORD.matcher(text).find()
        && text.codePoints().noneMatch(c -> "^_+=*/<>-".indexOf(c) >= 0);
  }

  /** Whether the answer is words rather than mathematics. */
  public boolean isProse() {
    return text.codePoints().noneMatch(c -> Character.isDigit(c) || "\\^_=+*/<>".indexOf(c) >= 0)
        && text.codePoints().anyMatch(Character::isLetter);
  }
}
