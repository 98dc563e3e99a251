package io.didact.answers.read;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Function;
import io.didact.answers.read.Token.Kind;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what begins with a backslash. What only concerns looks leaves nothing but space. */
final class CommandLexer {
  /** Space that is asked for behind the end of a row. */
  private static final Pattern LINE_SKIP =
      Pattern.compile("\\*?\\s*\\[\\s*-?[\\d.]+\\s*(?:pt|px|e[mx]|[cm]m|in|mu|pc)\\s*\\]");

  /** A star, or options in square brackets. */
  private static final Pattern OPTIONS = Pattern.compile("\\*|\\[[^\\]{}]*\\]");

  private static final Pattern VECTOR =
      Pattern.compile("\\\\(?:vec|overrightarrow|mathbf|boldsymbol|bm)(?![a-zA-Z])");
  private static final Set<String> QUANTITIES = Set.of("SI", "qty", "num", "si", "unit", "ang");
  private static final Set<String> SETS = Set.of("R", "Z", "N", "Q", "C");

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

  static boolean isLatin(int c) {
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
    source.skip(LINE_SKIP);
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
      lexer.readInner(source.argument(), true);
    } else if (Symbols.LOOKS.contains(name)) {
      looks(name);
    } else if (name.equals("mathbb")) {
      numberSet(source.letter());
    } else if (Symbols.COMMANDS.contains(name)) {
      tokens.add(Kind.COMMAND, name);
    } else if (symbol.equals("and") || symbol.equals("or")) {
      tokens.add(Kind.WORD, symbol);
    } else if (name.equals("times") && isCross()) {
      tokens.add(Kind.NAME, Constants.UNKNOWN + name);
    } else if (symbol.equals("\\\\")) {
      lineBreak();
    } else if (!symbol.isEmpty()) {
      tokens.symbol(symbol);
    } else if (Function.isName(name)) {
      tokens.add(Kind.FUNCTION, name);
    } else if (Symbols.dress(name) > 0) {
      dress(name, Symbols.dress(name));
    } else if (QUANTITIES.contains(name)) {
      quantity(name);
    } else if (SETS.contains(name)) {
      numberSet(name);
    } else if (name.startsWith("quad")) {
      tokens.space();
      words.add(name.substring(4)); // \quadx, where a space got lost
    } else {
      boolean known = name.length() == 1 || Symbols.isKnown(name);
      tokens.add(Kind.NAME, known ? name : Constants.UNKNOWN + name);
    }
  }

  private void dress(String name, int arguments) {
    source.skip(OPTIONS);
    for (int i = 0; i < arguments; i++) {
      source.argument();
    }
    tokens.space();
    if (name.endsWith("colorbox")) {
      lexer.readInner(source.argument(), false);
    }
  }

  /** A product of vectors, whose order matters, rather than one of numbers. */
  private boolean isCross() {
    return tokens.isBehindName() && VECTOR.matcher(source.text()).find() && !isBeforeNumber();
  }

  private boolean isBeforeNumber() {
    int next = source.endOf(Character::isWhitespace);
    return next == source.text().length() || Character.isDigit(source.text().charAt(next));
  }

  /** {@code \num}, {@code \SI} and the like of siunitx: a number, a unit, or both. */
  private void quantity(String name) {
    source.skip(OPTIONS);
    if (!name.equals("si") && !name.equals("unit")) {
      lexer.readInner(source.argument(), false);
    }
    if (name.equals("ang")) {
      tokens.symbol("°");
    } else if (!name.equals("num")) {
      tokens.space();
      lexer.readInner(Units.fromCommands(source.argument()), true);
    }
  }

  private void environment(String which) {
    String name = source.argument().strip();
    boolean begins = which.equals("begin");
    environments += begins ? 1 : -1;
    tokens.add(begins ? Kind.BEGIN : Kind.END, name);
    if (begins && (name.startsWith("array") || name.startsWith("alignat"))) {
      source.argument(); // how columns are set
    } else if (begins && (name.endsWith("*") || name.endsWith("ed"))) {
      source.skip(OPTIONS); // pmatrix*, aligned: where columns and lines stand
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
