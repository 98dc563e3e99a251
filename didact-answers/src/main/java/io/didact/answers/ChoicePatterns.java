package io.didact.answers;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** How letters of choices are written, up to a last one. Immutable. */
final class ChoicePatterns {
  private static final int ALPHABET = 26;

  private static final Map<Character, ChoicePatterns> ALL = new ConcurrentHashMap<>();

  /** No symbol goes on behind a letter: C_3, E = mc², B-12, C'. */
  private static final String NO_SYMBOL =
      "(?![A-Za-z0-9'’]|\\s*[_^=+/<>≤≥≈×·₀-₉]|-[A-Za-z0-9]|\\s+[0-9]|\\s*\\\\)";

  /** A capital that stands alone; "A thing" and "I think" begin sentences. */
  private static final String LETTER =
      "(?<![A-Za-z0-9\\\\'’_^])(?:A(?! (?!because|since|as\\b|and|or\\b|by\\b|is (?:the )?"
          + "(?:correct|right|best|answer)|[a-z]+ir\\b)[a-z])|I(?! [a-z]|')|[B-HJ])"
          + NO_SYMBOL;

  private static final String MARKS = "[\\s*(\\[\"“”‘「.:,;)\\]」$]*";

  private static final String SAYS =
      "options?|choices?|choose|pick|select|answer|ans|correct|leaving(?: only)?|leaves(?: only)?"
          + "|left with|it's|it’s|it is|go with|must be|should be|has to be";

  final Pattern alone;
  final Pattern bracketed;
  final Pattern only;

  /** A small letter at the start, with a mark behind it. */
  final Pattern small;

  /** "A or B", "(A), (C)": an answer that names several. */
  final Pattern several;

  final Pattern quoted;
  final Pattern said;
  final Pattern lastLine;
  final Pattern start;

  /** What announces one in other languages than English. */
  final Pattern announced;

  /** "Either A or B", where an answer stands. */
  final Pattern hedged;

  private final char last;

  private ChoicePatterns(char last) {
    this.last = last;
    alone = compile(LETTER, 0);
    bracketed = compile("(?<![\\p{L}\\p{N}])[(\\[]([a-jA-J])[)\\]]", 0);
    only = compile(MARKS + "([a-jA-J])" + MARKS, 0);
    small = compile("[\\s*]*([a-j])(?=[).:,;]|$)(?!\\.[a-z])", 0);
    several =
        compile(
            "\\W{0,3}(?:either )?\\W{0,3}[A-J]\\W{0,3}?(?: *[,/&] *| +(?:or|and) +)\\W{0,3}"
                + LETTER
                + "(?! (?:is|was|has|does|would|can|cannot)\\b)",
            0);
    quoted = compile("(?<![\\p{L}\\p{N}])['‘]([A-Ja-j])['’](?![\\p{L}\\p{N}])", 0);
    said =
        compile(
            "(?<![\\p{L}\\p{N}_])(?:(?i:(?:"
                + SAYS
                + ")(?: (?:option|choice|answer))?\\.?(?: is)?)[\\s:*(\\[\"–-]*("
                + LETTER
                + "|(?<=(?i:option|choice|answer) {1,2})[b-j](?![\\p{L}\\p{N}'’]|-)"
                + "|(?<=[(\\[])[a-j](?=[)\\]]))|("
                + LETTER
                + ")[)\\]*]* is (?:the )?(?:correct|right|best|answer)"
                + "|(?i:so|thus|hence|therefore)[,:]? [*(\\[]*("
                + LETTER
                + ")[)\\]*]*\\.?$)",
            Pattern.MULTILINE);
    lastLine = compile("[\\s*(\\[$\"“]*([A-J]|(?<=[(\\[])[a-j](?=[)\\]]))[\\s*)\\]$.\"”]*", 0);
    start =
        compile(
            "^[\\s*(\\[$]*("
                + LETTER
                + ")(?!\\W{0,3}is (?:not|wrong|incorrect|false|invalid)\\b)[\\s*]*(?:[)\\].:、。，,]|$|[\\p{IsHan}\\p{IsHiragana}\\p{IsHangul}]"
                + "|\\s(?![a-z])|\\s(?=because\\b|since\\b|as\\b))",
            0);
    announced = compile(AnswerPhrases.LETTER, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    hedged =
        compile(
            "(?:^|(?i:(?<!\\p{L})(?:either|answers?|is|be|options?|choices?|it['’]s)\\b:?))\\W{0,4}([A-J])"
                + "\\W{0,4}(?:, ?\\W{0,3}[A-J]\\W{0,3}){0,3} or (?:option )?\\W{0,4}("
                + LETTER
                + ")(?! (?:is|was|has|does|would|can|cannot)\\b)",
            Pattern.MULTILINE);
  }

  /**
   * Those for so many choices, and for ten where there are fewer.
   *
   * @param choices up to 26
   */
  static ChoicePatterns of(int choices) {
    int letters = Math.min(ALPHABET, Math.max(ChoiceLetters.MOST, choices));
    return ALL.computeIfAbsent((char) ('A' + letters - 1), ChoicePatterns::new);
  }

  /** A pattern that is written for ten letters. */
  Pattern compile(String pattern, int flags) {
    String all =
        pattern
            .replace("A-J", "A-" + last)
            .replace("B-HJ", "B-HJ-" + last)
            .replace("a-j", "a-" + Character.toLowerCase(last))
            .replace("b-j", "b-" + Character.toLowerCase(last))
            .replace("Ａ-Ｊ", "Ａ-" + (char) (last - 'A' + 'Ａ'));
    return Pattern.compile(all, flags);
  }
}
