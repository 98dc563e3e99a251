package io.didact.answers.read;

import io.didact.answers.compute.UnreadableException;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text and the place up to which it is read. Not thread-safe. */
final class Source {
  private final String text;
  private int place;

  Source(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  int place() {
    return place;
  }

  boolean atEnd() {
    return place >= text.length();
  }

  /** The next character, or NUL at the end. */
  char peek() {
    return peek(0);
  }

  /** The character so many behind the next one, or NUL at the end. */
  char peek(int ahead) {
    return place + ahead < text.length() ? text.charAt(place + ahead) : '\0';
  }

  /** The next code point, which is also half of a surrogate pair if the text is so. */
  int codePoint() {
    return text.codePointAt(place);
  }

  /** Whether the next character is one of those given. */
  boolean isNext(String characters) {
    return !atEnd() && characters.indexOf(peek()) >= 0;
  }

  void skip(int characters) {
    place += characters;
  }

  void moveTo(int other) {
    place = other;
  }

  /** Where the characters of a kind end that begin here. */
  int endOf(IntPredicate kind) {
    int end = place;
    while (end < text.length() && kind.test(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Reads what matches here; whether something does. */
  boolean skip(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(place, text.length());
    boolean found = matcher.lookingAt();
    place = found ? matcher.end() : place;
    return found;
  }

  /** Reads the characters of a kind that begin here. */
  String take(IntPredicate kind) {
    int start = place;
    place = endOf(kind);
    return text.substring(start, place);
  }

  /**
   * Reads the argument in braces that begins here, and gives it without them; empty where none
   * begins.
   *
   * @throws UnreadableException when it is not closed
   */
  String argument() {
    place = endOf(Character::isWhitespace);
    if (peek() != '{') {
      return "";
    }
    int depth = 0;
    for (int i = place; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        String content = text.substring(place + 1, i);
        place = i + 1;
        return content;
      }
    }
    throw new UnreadableException("a brace that is not closed");
  }

  /**
   * Reads an argument that is letters, in braces or one without.
   *
   * @throws UnreadableException when it is none
   */
  String letter() {
    String argument = argument().strip();
    if (argument.isEmpty() && Character.isLetter(peek())) {
      argument = Character.toString(peek());
      skip(1);
    }
    if (argument.isEmpty() || !argument.chars().allMatch(Character::isLetterOrDigit)) {
      throw new UnreadableException("a command without its letter");
    }
    return argument;
  }
}
