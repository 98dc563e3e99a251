package io.didact.recipe.inspection;

import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Where an answer stands in an explanation, as a word of its own: not inside of a longer word or
 * number.
 *
 * @param leak whether it stands in the first fifth, where it cannot have been worked out yet
 * @param last whether the explanation ends with it: at most {@value #TAIL} characters, and no
 *     digit, stand behind it
 */
record AnswerPlace(boolean leak, boolean last) {
  private static final double EARLY = 0.2;
  private static final int TAIL = 20;

  /** Of an answer, without the white space around it; what is blank stands nowhere. */
  static AnswerPlace of(String answer, String text) {
    String word = answer.strip();
    int[] places =
        word.isEmpty()
            ? new int[0]
            : IntStream.iterate(text.indexOf(word), at -> at >= 0, at -> text.indexOf(word, at + 1))
                .filter(at -> isWord(text, at, at + word.length()))
                .toArray();
    OptionalInt first = IntStream.of(places).findFirst();
    return new AnswerPlace(
        first.isPresent() && first.getAsInt() + word.length() <= EARLY * text.length(),
        places.length > 0 && isTail(text.substring(places[places.length - 1] + word.length())));
  }

  private static boolean isTail(String text) {
    return text.strip().length() <= TAIL && text.chars().noneMatch(Character::isDigit);
  }

  private static boolean isWord(String text, int start, int end) {
    return !(start > 0 && joins(text.codePointBefore(start), text.codePointAt(start)))
        && !(end < text.length() && joins(text.codePointBefore(end), text.codePointAt(end)))
        && !continuesNumber(text, start, end);
  }

  /** Whether two characters beside one another are of one word. */
  private static boolean joins(int left, int right) {
    return Character.isLetterOrDigit(left) && Character.isLetterOrDigit(right);
  }

  /** Whether what stands there is a part of {@code 1.5} or {@code 1,000}. */
  private static boolean continuesNumber(String text, int start, int end) {
    return isNumber(text, start - 2) || isNumber(text, end - 1);
  }

  /** Whether there is a digit, a point or comma behind it, and another digit. */
  private static boolean isNumber(String text, int at) {
    return at >= 0
        && at + 2 < text.length()
        && isDigit(text, at)
        && isPoint(text.charAt(at + 1))
        && isDigit(text, at + 2);
  }

  private static boolean isPoint(char c) {
    return c == '.' || c == ',';
  }

  private static boolean isDigit(String text, int at) {
    return Character.isDigit(text.charAt(at));
  }
}
