package io.didact.answers.read;

import io.didact.answers.compute.Function;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.Rational;

/**
 * A piece of an answer.
 *
 * @param kind what it is
 * @param text of a NAME, WORD, FUNCTION, COMMAND, BEGIN or END its name; of a SYMBOL the symbol
 * @param number of a NUMBER its value, else 0
 * @param decimals of a NUMBER as in {@link Node.Num}, else −1
 * @param spaced whether space stands before it
 * @param upright whether it stood in {@code \text{…}} or the like
 */
record Token(
    Kind kind, String text, Rational number, int decimals, boolean spaced, boolean upright) {
  enum Kind {
    /** A numeral. */
    NUMBER,
    /** One letter, or the name of a constant or variable. */
    NAME,
    /** Two or more letters in a row that name nothing known. */
    WORD,
    /** One of {@link Function}. */
    FUNCTION,
    /** LaTeX that takes arguments: frac, sqrt. */
    COMMAND,
    /** Operators, relations, brackets, separators. */
    SYMBOL,
    /** The begin of an environment. */
    BEGIN,
    /** The end of an environment. */
    END,
    /** Behind the last piece. */
    NOTHING
  }

  static Token of(Kind kind, String text, boolean spaced, boolean upright) {
    return new Token(kind, text, Rational.ZERO, -1, spaced, upright);
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isCommand(String name) {
    return kind == Kind.COMMAND && text.equals(name);
  }
}
