package io.didact.answers.read;

import io.didact.answers.compute.Function;
import io.didact.answers.read.Token.Kind;

/** Reads what begins with a backslash. What only concerns looks leaves nothing but space. */
final class CommandLexer {
  private final Source source;
  private final Tokens tokens;
  private final WordLexer words;
  private final Lexer lexer;

  /** Environments that are open, in which a double backslash ends a row. */
  private int environments;

  CommandLexer(Source source, Tokens tokens, WordLexer words, Lexer lexer) {
    this.source = source;
    this.tokens = tokens;
    this.words = words;
    this.lexer = lexer;
  }

  /**
   * Reads the command that begins here.
   *
   * @throws UnreadableException when its argument is not closed
   * @throws OverBudgetException when text is nested in text too deep
   */
  void read() {
    source.skip(1);
    if (isLatin(source.peek())) {
      named(source.take(CommandLexer::isLatin));
    } else {
      escaped();
    }
  }

  private static boolean isLatin(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private void escaped() {
    char c = source.peek();
    source.skip(c == '\0' ? 0 : 1);
    switch (c) {
      case '{', '}' -> tokens.symbol("\\" + c);
      case '%', '&', '$' -> tokens.symbol(Character.toString(c));
      case '|' -> tokens.symbol("‖");
      case '\\' -> lineBreak();
      case '!' -> {}
      default -> tokens.space(); // \, \; \: \( \[ and a backslash at the end
    }
  }

  /** A double backslash is a new row, or a backslash that was escaped once too often. */
  private void lineBreak() {
    int place = source.place();
    String name = source.text().substring(place, source.endOf(CommandLexer::isLatin));
    if (environments > 0) {
      tokens.symbol("\\\\");
    }
    if (Symbols.isKnown(name)) {
      source.moveTo(place - 1);
    } else {
      tokens.space();
    }
  }

  private void named(String written) {
    String name = Symbols.usual(written);
    String symbol = Symbols.ofCommand(name);
    if (name.equals("begin") || name.equals("end")) {
      environment(name);
    } else if (Symbols.TEXT.contains(name)) {
      lexer.readInner(source.argument());
    } else if (Symbols.LOOKS.contains(name)) {
      looks(name);
    } else if (name.equals("mathbb")) {
      numberSet(source.letter());
    } else if (Symbols.COMMANDS.contains(name)) {
      tokens.add(Kind.COMMAND, name);
    } else if (symbol.equals("and") || symbol.equals("or")) {
      tokens.add(Kind.WORD, symbol);
    } else if (!symbol.isEmpty()) {
      tokens.symbol(symbol);
    } else if (Function.isName(name)) {
      tokens.add(Kind.FUNCTION, name);
    } else if (name.startsWith("quad")) {
      tokens.space();
      words.add(name.substring(4)); // \quadx, where a space got lost
    } else {
      tokens.add(Kind.NAME, name);
    }
  }

  private void environment(String which) {
    String name = source.argument().strip();
    boolean begins = which.equals("begin");
    environments += begins ? 1 : -1;
    tokens.add(begins ? Kind.BEGIN : Kind.END, name);
    if (begins && name.startsWith("array")) {
      source.argument(); // how columns are set
    }
  }

  private void looks(String name) {
    tokens.space();
    if (name.equals("left") || name.equals("right")) {
      source.moveTo(source.endOf(c -> c == ' '));
      delimiter(name.equals("left"));
    }
  }

  /** What {@code \left} and {@code \right} make of a bracket that has another sense alone. */
  private void delimiter(boolean left) {
    char bracket = source.peek();
    switch (bracket) {
      case '.' -> source.skip(1); // none
      case '|' -> {
        source.skip(1);
        tokens.symbol(left ? "|(" : "|)");
      }
      case '{', '}' -> {
        source.skip(1);
        tokens.symbol("\\" + bracket);
      }
      default -> {}
    }
  }

  private void numberSet(String letter) {
    int which = letter.length() == 1 ? "RZNQC".indexOf(letter) : -1;
    tokens.add(Kind.NAME, which < 0 ? letter : "ℝℤℕℚℂ".substring(which, which + 1));
  }
}
