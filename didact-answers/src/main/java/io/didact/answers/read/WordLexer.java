package io.didact.answers.read;

import io.didact.answers.compute.Constants;
import io.didact.answers.compute.Function;
import io.didact.answers.read.Token.Kind;
import java.util.Locale;

/**
 * Tells what letters in a row are: a constant, a variable, several of them, a function, a unit, or
 * a word.
 */
final class WordLexer {
  /** Where the letters of Latin end and others begin, so that 2πr is three things. */
  private static final int LATIN_END = 0x250;

  private final Source source;
  private final Tokens tokens;

  private final boolean plain;

  /**
   * Reads words.
   *
   * @param plain whether nothing in the answer is LaTeX, so that "5 m" is five metres
   */
  WordLexer(Source source, Tokens tokens, boolean plain) {
    this.source = source;
    this.tokens = tokens;
    this.plain = plain;
  }

  /** Reads the letters that begin here. */
  void read() {
    boolean latin = source.peek() < LATIN_END;
    String all = source.text().substring(source.place(), source.endOf(Character::isLetter));
    if (isUnitWithSign(all.replace('μ', 'µ'))) {
      source.skip(all.length());
      tokens.add(Kind.WORD, all.replace('μ', 'µ'));
    } else if (latin) {
      add(source.take(c -> Character.isLetter(c) && c < LATIN_END));
    } else if (Constants.plain(all.substring(0, 1)).isEmpty()) {
      add(source.take(c -> Character.isLetter(c) && c >= LATIN_END));
    } else {
      source.skip(1);
      add(all.substring(0, 1));
    }
  }

  /** µm, kΩ */
  private boolean isUnitWithSign(String word) {
    return (word.indexOf('µ') >= 0 || word.indexOf('Ω') >= 0)
        && (tokens.areUpright() || tokens.isBehind(Kind.NUMBER))
        && Units.named(word).isKnown();
  }

  /** Adds what a word before this place is. */
  void add(String word) {
    String small = word.toLowerCase(Locale.ROOT);
    if (!Constants.plain(word).isEmpty()) {
      tokens.add(Kind.NAME, Constants.plain(word));
    } else if (isGreek(word)) {
      tokens.add(Kind.NAME, word);
    } else if (isUnitLetter(word)) {
      tokens.addUpright(word);
    } else if (isLatinLetter(word)) {
      tokens.add(Kind.NAME, word);
    } else if (Function.isName(small) && !(Units.isKnown(small) && isUnit())) {
      tokens.add(Kind.FUNCTION, small);
    } else if (small.equals("mod")) {
      tokens.symbol("mod");
    } else if (small.equals("union")) {
      tokens.symbol("∪");
    } else if (small.equals("sqrt") || small.equals("cbrt")) {
      tokens.root(small.equals("sqrt") ? 2 : 3);
    } else if (small.equals("lg")) {
      tokens.add(Kind.COMMAND, small);
    } else if (isGluedConnector(small)) {
      int cut = small.startsWith("or") ? 2 : 3;
      tokens.add(Kind.WORD, small.substring(0, cut));
      add(word.substring(cut));
    } else if (!tokens.areUpright() && Function.isName(allButLast(small))) {
      tokens.add(Kind.FUNCTION, allButLast(small)); // sinx
      tokens.add(Kind.NAME, word.substring(word.length() - 1));
    } else if (isSplit(word)) {
      word.codePoints().forEach(c -> tokens.add(Kind.NAME, Character.toString(c)));
    } else {
      tokens.add(Kind.WORD, word);
    }
  }

  private static String allButLast(String word) {
    return word.substring(0, word.length() - 1);
  }

  private static boolean isLatinLetter(String word) {
    return word.length() == 1
        && Character.UnicodeScript.of(word.charAt(0)) == Character.UnicodeScript.LATIN;
  }

  /** A letter by its name, in mathematics: "beta" in 2*beta, not in "beta decay". */
  private boolean isGreek(String word) {
    return (word.length() > 2 || word.equals("mu") || word.equals("nu"))
        && Constants.isGreek(word)
        && !tokens.areUpright()
        && !tokens.isBehind(Kind.WORD)
        && !isBeforeWord();
  }

  private boolean isBeforeWord() {
    int next = source.endOf(Character::isWhitespace);
    return next < source.text().length() && Character.isLetter(source.text().charAt(next));
  }

  /** Capitals, as in 12 V, only where nothing but the number stands there. */
  private boolean isUnitLetter(String word) {
    boolean alone = source.atEnd() && tokens.all().size() == 1;
    return plain
        && tokens.isSpaced()
        && tokens.isBehind(Kind.NUMBER)
        && (Units.isLetter(word) || (alone && Units.isCapital(word)));
  }

  /** min and sec behind a number and before nothing that they could be functions of. */
  private boolean isUnit() {
    int next = source.endOf(c -> c == ' ');
    boolean argument =
        next < source.text().length() && "(\\{[".indexOf(source.text().charAt(next)) >= 0;
    return tokens.areUpright() || (!argument && tokens.isBehind(Kind.NUMBER));
  }

  /** As in {@code x=1ory=2}. */
  private boolean isGluedConnector(String word) {
    return !tokens.isSpaced()
        && tokens.isBehind(Kind.NUMBER)
        && ((word.startsWith("or") && word.length() == 3)
            || (word.startsWith("and") && word.length() == 4));
  }

  /** In xy^2 the exponent belongs to y, in Ae^x to e. */
  private boolean isSplit(String word) {
    return source.isNext("^_'!")
        && !tokens.areUpright()
        && !(Units.isKnown(word) && (tokens.isBehind(Kind.NUMBER) || tokens.isBehind("/")))
        && (PrimaryParser.isVariables(Token.of(Kind.WORD, word, false, false))
            || (word.length() == 2 && "ABCDK".indexOf(word.charAt(0)) >= 0 && word.endsWith("e")));
  }
}
