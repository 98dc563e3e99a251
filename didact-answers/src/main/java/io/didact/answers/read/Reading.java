package io.didact.answers.read;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.read.Token.Kind;
import java.util.List;
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
 * @param unknown whether it has a command of which nothing is known
 */
public record Reading(
    String text, @Nullable Node node, boolean tooMuch, String problem, boolean unknown) {
  private static final Pattern WORD = Pattern.compile("(?<!\\\\)\\b\\p{L}{3,}");

  public static Reading of(String text, CommaReading commas) {
    try {
      List<Token> tokens = Lexer.tokens(text, commas);
      Node node = Normal.of(Parser.parse(tokens));
      return new Reading(text, node, false, "", isUnknown(tokens));
    } catch (UnreadableException e) {
      return new Reading(text, null, false, e.getMessage(), false);
    } catch (OverBudgetException e) {
      return new Reading(text, null, true, e.getMessage(), false);
    }
  }

  private static boolean isUnknown(List<Token> tokens) {
    return tokens.stream()
        .anyMatch(t -> t.kind() == Kind.NAME && t.text().startsWith(Constants.UNKNOWN));
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
    return text.codePoints()
            .noneMatch(
                c ->
                    Character.isDigit(c)
                        || Character.getType(c) == Character.MATH_SYMBOL
                        || "\\^_*/".indexOf(c) >= 0)
        && text.codePoints().anyMatch(Character::isLetter);
  }
}
