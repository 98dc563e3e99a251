package io.didact.answers.read;

import io.didact.answers.compute.Budget;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.read.Token.Kind;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts an answer into tokens: LaTeX as models write it, and plain text with Unicode signs. What
 * only concerns looks is dropped; several ways to write a thing become one. What a token is, is
 * told by its first character: {@link Numeral}, {@link WordLexer}, {@link CommandLexer} and {@link
 * SignLexer} read on from there.
 */
final class Lexer {
  private static final int DEEPEST_TEXT = 8;

  /** 0xFF, 0b101 */
  private static final Pattern OF_PROGRAMS =
      Pattern.compile("0(?:[xX][0-9a-fA-F]|[bB][01]|[oO][0-7])");

  /**
   * In brackets a comma rather separates items than thousands: (2,102) is a pair. Only where
   * another comma has space behind it there are both: (10,000, 20,000).
   */
  private static final Pattern COMMAS_OF_BOTH_KINDS =
      Pattern.compile("[(\\[{⟨][^)\\]}]{0,200}?(?:, |;)");

  private final CommaReading commas;
  private final int depth;
  private final Source source;
  private final Tokens tokens;
  private final WordLexer words;
  private final CommandLexer commands;
  private final SignLexer signs;
  private final boolean commasOfBothKinds;

  /** Whether nothing in the answer is LaTeX, so that "5 m" is five metres. */
  private final boolean plain;

  private Lexer(String text, CommaReading commas, boolean upright, boolean plain, int depth) {
    this.commas = commas;
    this.plain = plain;
    this.depth = depth;
    source = new Source(text);
    commasOfBothKinds = COMMAS_OF_BOTH_KINDS.matcher(text).find();
    tokens = new Tokens(upright);
    words = new WordLexer(source, tokens, plain);
    commands = new CommandLexer(source, tokens, words, this);
    signs = new SignLexer(source, tokens);
  }

  /**
   * The tokens of a text.
   *
   * @throws UnreadableException when something in it is no token
   * @throws OverBudgetException when it is too long
   */
  static List<Token> tokens(String text, CommaReading commas) {
    if (text.length() > Budget.LENGTH) {
      throw new OverBudgetException("it is longer than " + Budget.LENGTH + " characters");
    }
    boolean plain = text.indexOf('\\') < 0 && text.indexOf('^') < 0;
    return new Lexer(Characters.usual(text), commas, false, plain, 0).run();
  }

  /** Reads what is inside of text, words that may hold mathematics too, in the place of it. */
  void readInner(String content, boolean upright) {
    Lexer inside = new Lexer(content.replace("$", " "), commas, upright, plain, depth + 1);
    if (tokens.isSpaced() || content.startsWith(" ")) {
      inside.tokens.space();
    }
    tokens.addAll(inside.run(), content.endsWith(" "));
  }

  private List<Token> run() {
    if (depth > DEEPEST_TEXT) {
      throw new OverBudgetException("text in text is nested too deep");
    }
    while (!source.atEnd()) {
      char c = source.peek();
      if (Character.isWhitespace(c) || c == '~' || Character.isSpaceChar(c)) {
        space(c);
      } else if (c == '\\') {
        commands.read();
      } else if (isDigit(c) || (c == '.' && isDigit(source.peek(1)))) {
        number();
      } else if (Character.isLetter(c)) {
        words.read();
      } else {
        signs.read();
      }
    }
    return tokens.all();
  }

  private void space(char c) {
    source.skip(1);
    if (c == '\n') {
      tokens.lineEnd();
    } else {
      tokens.space();
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void number() {
    if (tokens.isBroken() && tokens.isBehind(Kind.NUMBER)) {
      throw new UnreadableException("numbers on several lines");
    }
    int start = source.place();
    if (source.peek() == '0' && source.skip(OF_PROGRAMS)) {
      throw new UnreadableException("a number of a program");
    }
    boolean items = tokens.areInBrackets() && !commasOfBothKinds;
    Numeral numeral = Numeral.read(source.text(), start, commas, items);
    String written = source.text().substring(start, numeral.end());
    tokens.number(written, numeral.value(), numeral.decimals());
    source.moveTo(numeral.end());
  }
}
