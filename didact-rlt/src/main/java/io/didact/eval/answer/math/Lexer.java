package io.didact.eval.answer.math;

import io.didact.eval.answer.math.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Cuts an answer into tokens: LaTeX as models write it, and plain text with Unicode signs. What
 * only concerns looks is dropped; several ways to write a thing become one.
 */
final class Lexer {
  private static final String FRACTIONS =
      "½1/2 ⅓1/3 ⅔2/3 ¼1/4 ¾3/4 ⅕1/5 ⅖2/5 ⅗3/5 ⅘4/5 ⅙1/6 ⅚5/6 ⅛1/8 ⅜3/8 ⅝5/8 ⅞7/8";
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

  private static final Character.UnicodeScript LATIN = Character.UnicodeScript.LATIN;

  private final String text;
  private final CommaReading commas;

  /** Whether nothing in the text is LaTeX, so that "5 m" is five metres. */
  private final boolean plain;

  private final boolean upright;
  private final List<Token> tokens = new ArrayList<>();

  /** For every open bracket, whether a comma between digits may be one of thousands in it. */
  private final Deque<Boolean> brackets = new ArrayDeque<>();

  private int place;
  private int environments;
  private boolean spaced;

  /** Whether a line ends before the next token. */
  private boolean broken;

  private Lexer(String text, CommaReading commas, boolean upright) {
    this.text = text;
    this.commas = commas;
    plain = text.indexOf('\\') < 0 && text.indexOf('^') < 0;
    this.upright = upright;
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
    return new Lexer(narrow(text), commas, false).run(0);
  }

  /** Full-width forms, which East Asian keyboards give, lie in the order of ASCII. */
  private static String narrow(String text) {
    StringBuilder narrow = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '！' && c <= '～') {
        narrow.setCharAt(i, (char) (c - '！' + '!'));
      }
    }
    return narrow.toString();
  }

  private List<Token> run(int depth) {
    if (depth > 8) {
      throw new OverBudgetException("text in text is nested too deep");
    }
    while (place < text.length()) {
      char c = text.charAt(place);
      if (Character.isWhitespace(c) || c == '~' || Character.isSpaceChar(c)) {
        broken |= c == '\n';
        place++;
        spaced = true;
      } else if (c == '\\') {
        command(depth);
      } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
        number();
      } else if (Character.isLetter(c) && SUPERSCRIPTS.indexOf(c) < 0) {
        letters();
      } else {
        character();
      }
    }
    return tokens;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private char peek(int ahead) {
    return place + ahead < text.length() ? text.charAt(place + ahead) : '\0';
  }

  private void add(Kind kind, String name) {
    tokens.add(Token.of(kind, name, spaced, upright));
    spaced = false;
    broken = false;
  }

  private void symbol(String symbol) {
    switch (symbol) {
      case "(", "[", "\\{", "⟨" -> brackets.push(hasSpacedComma());
      case ")", "]", "\\}", "⟩" -> brackets.poll();
      default -> {}
    }
    add(Kind.SYMBOL, symbol);
  }

  /** (10,000, 20,000) has commas of both kinds; (2,102) is a pair. */
  private boolean hasSpacedComma() {
    int end = Math.min(text.length(), place + 200);
    int depth = 0;
    for (int i = place; i < end; i++) {
      char c = text.charAt(i);
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      if (depth < 0) {
        return false;
      }
      if ((c == ',' && i + 1 < end && text.charAt(i + 1) == ' ') || c == ';') {
        return true;
      }
    }
    return false;
  }

  private void number() {
    if (broken && isBehindNumber()) {
      throw new UnreadableException("numbers on several lines");
    }
    boolean inBrackets = !brackets.isEmpty() && !brackets.peek();
    Numeral numeral = Numeral.read(text, place, commas, inBrackets);
    tokens.add(
        new Token(
            Kind.NUMBER,
            text.substring(place, numeral.end()),
            numeral.value(),
            numeral.decimals(),
            spaced,
            upright));
    spaced = false;
    broken = false;
    place = numeral.end();
  }

  private void letters() {
    int start = place;
    boolean latin = text.charAt(place) < 0x250;
    while (place < text.length()
        && Character.isLetter(text.charAt(place))
        && text.charAt(place) < 0x250 == latin) {
      place++;
    }
    word(text.substring(start, place));
  }

  private void word(String word) {
    String small = word.toLowerCase(Locale.ROOT);
    if (!Constants.plain(word).isEmpty()) {
      add(Kind.NAME, Constants.plain(word));
    } else if (word.length() == 1 && Character.UnicodeScript.of(word.charAt(0)) == LATIN) {
      boolean unit = spaced && plain && isBehindNumber() && Units.isLetter(word);
      tokens.add(Token.of(Kind.NAME, word, spaced, upright || unit));
      spaced = false;
      broken = false;
    } else if (Function.isName(small) && !(Units.isKnown(small) && isUnit())) {
      add(Kind.FUNCTION, small);
    } else if (small.equals("mod")) {
      symbol("mod");
    } else if (small.equals("sqrt") || small.equals("lg")) {
      add(Kind.COMMAND, small);
    } else if (isGluedConnector(small)) {
      int cut = small.startsWith("or") ? 2 : 3;
      add(Kind.WORD, small.substring(0, cut));
      word(word.substring(cut));
    } else if (!upright && Function.isName(small.substring(0, small.length() - 1))) {
      add(Kind.FUNCTION, small.substring(0, small.length() - 1)); // sinx
      add(Kind.NAME, word.substring(word.length() - 1));
    } else if (isSplit(word)) {
      word.codePoints().forEach(c -> add(Kind.NAME, Character.toString(c)));
    } else {
      add(Kind.WORD, word);
    }
  }

  /** In xy^2 the exponent belongs to y. */
  private boolean isSplit(String word) {
    boolean goesOn = place < text.length() && "^_'!".indexOf(text.charAt(place)) >= 0;
    return goesOn
        && !upright
        && !(Units.isKnown(word) && (isBehindNumber() || isBehindSlash()))
        && PrimaryParser.isVariables(Token.of(Kind.WORD, word, false, false));
  }

  /** min and sec behind a number and before nothing that they could be functions of. */
  private boolean isUnit() {
    int next = place;
    while (next < text.length() && text.charAt(next) == ' ') {
      next++;
    }
    boolean argument = next < text.length() && "(\\{[".indexOf(text.charAt(next)) >= 0;
    return upright || (!argument && isBehindNumber());
  }

  private boolean isBehindSlash() {
    return !tokens.isEmpty() && tokens.get(tokens.size() - 1).is("/");
  }

  private boolean isBehindNumber() {
    return !tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() == Kind.NUMBER;
  }

  /** As in {@code x=1ory=2}. */
  private boolean isGluedConnector(String word) {
    return !spaced
        && isBehindNumber()
        && ((word.startsWith("or") && word.length() == 3)
            || (word.startsWith("and") && word.length() == 4));
  }

  private void character() {
    int codePoint = text.codePointAt(place);
    String c = Character.toString(codePoint);
    int superscript = SUPERSCRIPTS.indexOf(codePoint);
    int subscript = SUBSCRIPTS.indexOf(codePoint);
    int fraction = FRACTIONS.indexOf(codePoint);
    if (superscript >= 0 || subscript >= 0) {
      script(superscript >= 0 ? "^" : "_", superscript >= 0 ? SUPERSCRIPTS : SUBSCRIPTS);
      return;
    }
    if (isSpacedOut(c)) {
      place += 3;
      symbol(text.substring(place - 2, place - 1));
      return;
    }
    place += Character.charCount(codePoint);
    if (fraction >= 0 && codePoint > 127) {
      add(Kind.COMMAND, "frac");
      embed(FRACTIONS.charAt(fraction + 1));
      embed(FRACTIONS.charAt(fraction + 3));
      return;
    }
    String known = Symbols.ofCharacter(codePoint);
    if (known.equals("√")) {
      add(Kind.COMMAND, "sqrt");
    } else if (!known.isEmpty()) {
      symbol(known);
    } else if (c.equals("∞")) {
      add(Kind.NAME, Constants.INFINITY);
    } else {
      ascii(c);
    }
  }

  /** {@code {:}} and {@code {=}}: braces that only take the space around a sign away. */
  private boolean isSpacedOut(String c) {
    return c.equals("{") && ":=,".indexOf(peek(1)) >= 0 && peek(2) == '}';
  }

  private void embed(char digit) {
    tokens.add(new Token(Kind.NUMBER, "" + digit, Rational.of(digit - '0'), -1, false, upright));
  }

  private void script(String operator, String digits) {
    add(Kind.SYMBOL, operator);
    add(Kind.SYMBOL, "{");
    if (text.charAt(place) == '⁻') {
      place++;
      add(Kind.SYMBOL, "-");
    }
    StringBuilder number = new StringBuilder();
    for (int digit = digitAt(digits); digit >= 0; digit = digitAt(digits)) {
      number.append(digit);
      place++;
    }
    if (number.isEmpty()) {
      throw new UnreadableException("a raised sign");
    }
    Numeral numeral = Numeral.read(number.toString(), 0, CommaReading.ITEMS, true);
    tokens.add(new Token(Kind.NUMBER, number.toString(), numeral.value(), -1, false, upright));
    add(Kind.SYMBOL, "}");
  }

  private int digitAt(String digits) {
    int digit = place < text.length() ? digits.indexOf(text.charAt(place)) : -1;
    return digit < 10 ? digit : -1;
  }

  private void ascii(String c) {
    String two = place < text.length() ? c + text.charAt(place) : c;
    String operator =
        switch (two) {
          case "<=", "=<" -> "≤";
          case ">=" -> "≥";
          case "!=" -> "≠";
          case "==" -> "=";
          case "**" -> "^";
          case "+-" -> "±";
          default -> "";
        };
    if (two.equals("..")) {
      while (place < text.length() && text.charAt(place) == '.') {
        place++;
      }
      symbol("…");
    } else if (!operator.isEmpty()) {
      place++;
      symbol(operator);
    } else if ("+-*/^_!':%,;&|()[]{}=<>$€£¥¢".contains(c)) {
      symbol(c);
    } else if (!c.equals(".") && !c.equals("`") && !c.equals("\"")) {
      throw new UnreadableException("the character " + c);
    } else if (c.equals(".") && !upright && place < text.length() && !tokens.isEmpty()) {
      spaced = true; // the end of a sentence, which the parser refuses if more follows
      symbol("…");
    }
  }

  private void command(int depth) {
    char next = peek(1);
    if (!isLatin(next)) {
      place += next == '\0' ? 1 : 2;
      escaped(next);
      return;
    }
    place++;
    int start = place;
    while (place < text.length() && isLatin(text.charAt(place))) {
      place++;
    }
    named(text.substring(start, place), depth);
  }

  private static boolean isLatin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private void escaped(char c) {
    switch (c) {
      case '{', '}' -> symbol("\\" + c);
      case '%', '&' -> symbol("" + c);
      case '$' -> symbol("$");
      case '|' -> symbol("‖");
      case '\\' -> lineBreak();
      case '!' -> {}
      default -> spaced = true; // \, \; \: \( \[ and a backslash at the end
    }
  }

  /** A double backslash is a new row, or a backslash that was escaped once too often. */
  private void lineBreak() {
    int end = place;
    while (end < text.length() && isLatin(text.charAt(end))) {
      end++;
    }
    boolean escapedTwice = Symbols.isKnown(text.substring(place, end));
    if (environments > 0) {
      symbol("\\\\");
    }
    if (escapedTwice) {
      place--;
    } else {
      spaced = true;
    }
  }

  private void named(String written, int depth) {
    String name = Symbols.usual(written);
    if (name.equals("begin") || name.equals("end")) {
      environment(name);
    } else if (Symbols.TEXT.contains(name)) {
      inner(group(), depth);
    } else if (Symbols.LOOKS.contains(name)) {
      looks(name);
    } else if (name.equals("mathbb")) {
      numberSet(group().strip());
    } else if (Symbols.COMMANDS.contains(name)) {
      add(Kind.COMMAND, name);
    } else if (!Symbols.ofCommand(name).isEmpty()) {
      String symbol = Symbols.ofCommand(name);
      if (symbol.equals("and") || symbol.equals("or")) {
        add(Kind.WORD, symbol);
      } else {
        symbol(symbol);
      }
    } else if (Function.isName(name)) {
      add(Kind.FUNCTION, name);
    } else if (name.startsWith("quad")) {
      spaced = true;
      word(name.substring(4)); // \quadx, where a space got lost
    } else {
      add(Kind.NAME, name);
    }
  }

  private void looks(String name) {
    spaced = true;
    if (!name.equals("left") && !name.equals("right")) {
      return;
    }
    while (place < text.length() && text.charAt(place) == ' ') {
      place++;
    }
    char bracket = peek(0);
    if (bracket == '.') {
      place++;
    } else if (bracket == '|') {
      place++;
      symbol(name.equals("left") ? "|(" : "|)");
    } else if (bracket == '{' || bracket == '}') {
      place++;
      symbol("\\" + bracket);
    }
  }

  private void numberSet(String letter) {
    int which = "RZNQC".indexOf(letter.isEmpty() ? "?" : letter);
    if (which < 0 || letter.length() > 1) {
      add(Kind.NAME, letter);
    } else {
      add(Kind.NAME, "ℝℤℕℚℂ".substring(which, which + 1));
    }
  }

  /** Words inside text, which may hold mathematics too. */
  private void inner(String content, int depth) {
    Lexer inside = new Lexer(content.replace("$", " "), commas, true);
    inside.spaced = spaced || content.startsWith(" ");
    tokens.addAll(inside.run(depth + 1));
    spaced = content.endsWith(" ");
  }

  private void environment(String which) {
    String name = group().strip();
    boolean begins = which.equals("begin");
    environments += begins ? 1 : -1;
    add(begins ? Kind.BEGIN : Kind.END, name);
    if (begins && name.startsWith("array")) {
      group(); // how columns are set
    }
  }

  /** The braced argument at this place without its braces; without braces the next character. */
  private String group() {
    while (place < text.length() && Character.isWhitespace(text.charAt(place))) {
      place++;
    }
    if (place >= text.length()) {
      return "";
    }
    if (text.charAt(place) != '{') {
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
}
