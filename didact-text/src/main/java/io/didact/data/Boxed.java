package io.didact.data;

import java.util.Optional;

/** What a solution has in its last {@code \boxed{}}. */
final class Boxed {
  private static final String OPEN = "\\boxed{";

  private Boxed() {}

  /** The content without white space around it; nothing where no box is whole and filled. */
  static Optional<String> last(String text) {
    int begin = text.lastIndexOf(OPEN);
    int depth = 1;
    for (int i = begin + OPEN.length(); begin >= 0 && i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\\' -> i++; // of \{ and \} too
        case '{' -> depth++;
        case '}' -> {
          if (--depth == 0) {
            return Optional.of(text.substring(begin + OPEN.length(), i).strip())
                .filter(content -> !content.isEmpty());
          }
        }
        default -> {}
      }
    }
    return Optional.empty();
  }
}
