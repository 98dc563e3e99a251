package io.didact.answers;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Letters of choices, A to J, where an answer stands: not those of symbols, units and names. */
final class ChoiceLetters {
  /** The number of letters that may be choices where nobody says how many there are. */
  static final int MOST = 10;

  /** No symbol goes on behind a letter: C_3, E = mc², B-12, C'. */
  private static final String NO_SYMBOL =
      "(?![A-Za-z0-9'’]|\\s*[_^=+/<>≤≥≈×·₀-₉]|-[A-Za-z0-9]|\\s+[0-9]|\\s*\\\\)";

  /** A capital that stands alone; "A thing" and "I think" begin sentences. */
  private static final String LETTER =
      "(?<![A-Za-z0-9\\\\'’_^])(?:A(?! (?!because|since|as\\b|and|or\\b|by\\b|is (?:the )?"
          + "(?:correct|right|best|answer)|[a-z]+ir\\b)[a-z])|I(?! [a-z]|')|[B-HJ])"
          + NO_SYMBOL;

  private static final Pattern ALONE = Pattern.compile(LETTER);
  private static final Pattern BRACKETED =
      Pattern.compile("(?<![\\p{L}\\p{N}])[(\\[]([a-jA-J])[)\\]]");
  private static final String MARKS = "[\\s*(\\[\"“”‘「.:,;)\\]」$]*";
  private static final Pattern ONLY = Pattern.compile(MARKS + "([a-jA-J])" + MARKS);

  /** A small letter at the start, with a mark behind it. */
  private static final Pattern SMALL = Pattern.compile("[\\s*]*([a-j])(?=[).:,;]|$)(?!\\.[a-z])");

  /** "A or B", "(A), (C)": an answer that names several. */
  private static final Pattern SEVERAL =
      Pattern.compile(
          "\\W{0,3}(?:either )?\\W{0,3}[A-J]\\W{0,3}?(?: *[,/&] *| +(?:or|and) +)\\W{0,3}"
              + LETTER
              + "(?! (?:is|was|has|does|would|can|cannot)\\b)");

  private static final Pattern CLAUSE = Pattern.compile("[,;\\n，。、]|\\.(?!\\w)");

  /** What is said in such a clause is not the answer. */
  private static final Pattern DENIED =
      Pattern.compile(
          "\\b(?:not|neither|nor|never|cannot|except|wrong|incorrect|false|invalid"
              + "|rul(?:e|es|ed|ing) out|(?:eliminat|exclud|reject)(?:e|es|ed|ing)"
              + "|nicht|niet|pas|não|nie|không|değil)\\b|n['’]t\\b|(?:^| )n['’]| non |(?:^| )no "
              + "|नहीं|ではな|じゃな|아니|아닙|不|(?:^| )не |ليس",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern CONTRAST = Pattern.compile("(?:\\bnot|n['’]t) \\S{1,8} but ");

  private static final Pattern MARKUP =
      Pattern.compile(
          "\\\\(?:text|textbf|mathrm|mathbf|boxed|left|right)\\b|\\\\[ ,;:!]|[{}$*]"
              + "|(?<![A-Za-z0-9)])_+|_+(?![A-Za-z0-9 {])|['’]d[ıiuü]r\\b");

  private static final Pattern QUOTED =
      Pattern.compile("(?<![\\p{L}\\p{N}])['‘]([A-Ja-j])['’](?![\\p{L}\\p{N}])");

  /**
   * Words right before a letter that is a choice; before another word it is a part of a name, as in
   * vitamin C. Words of languages without Latin letters are not looked at.
   */
  private static final Pattern ANNOUNCED =
      Pattern.compile(
          "(?:^|[^\\x00-\\u024f]|(?<![\\p{L}\\p{N}])(?:options?|choices?|answers?|ans|letter|is|be|with|select"
              + "|choose|pick|sure|definitely|clearly|probably|likely|indeed|obviously|certainly|thus"
              + "|so|then|therefore|hence|correct|leaving|leaves|leave|only|but|to"
              + "|opción|opcion|opção|opzione|optie|opcja|alternativa|letra|lettre|lettera|Buchstabe"
              + "|la|le|el|il|o|a|l|die|das|der|de|het|est|es|é|è|ist|la|là|to|lautet|also|seçenek|şık))"
              + "[\\s:(\\[\"“‘]*$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final String SAYS =
      "options?|choices?|choose|pick|select|answer|ans|correct|leaving(?: only)?|leaves(?: only)?"
          + "|left with|it's|it’s|it is|go with|must be|should be|has to be";

  private static final Pattern SAID =
      Pattern.compile(
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
  private static final Pattern LAST_LINE =
      Pattern.compile("[\\s*(\\[$\"“]*([A-J]|(?<=[(\\[])[a-j](?=[)\\]]))[\\s*)\\]$.\"”]*");
  private static final Pattern START =
      Pattern.compile(
          "^[\\s*(\\[$]*("
              + LETTER
              + ")(?!\\W{0,3}is (?:not|wrong|incorrect|false|invalid)\\b)[\\s*]*(?:[)\\].:、。，,]|$|[\\p{IsHan}\\p{IsHiragana}\\p{IsHangul}]"
              + "|\\s(?![a-z])|\\s(?=because\\b|since\\b|as\\b))");

  /** The part of a text that is searched. */
  private static final int LAST_PART = 20_000;

  private static final int LONGEST_LINE = 40;

  /** The part of a stated answer that is searched. */
  private static final int LONGEST_STATEMENT = 2_000;

  private ChoiceLetters() {}

  /** The letter with which a stated answer begins: {@code (C)}, {@code C. 42}, "for sure D". */
  static Optional<String> leading(String candidate) {
    String start = candidate.substring(0, Math.min(candidate.length(), LONGEST_STATEMENT));
    String text = plain(start).strip();
    Matcher only = ONLY.matcher(text);
    if (only.matches()) {
      return capital(only.group(1));
    }
    if (SEVERAL.matcher(text).lookingAt()) {
      return Optional.empty();
    }
    for (String written : CLAUSE.split(text)) {
      String clause = CONTRAST.matcher(written).replaceAll("");
      if (!clause.isBlank() && !DENIED.matcher(clause).find()) {
        return single(clause.strip());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> capital(String letter) {
    return Optional.of(letter.toUpperCase(Locale.ROOT));
  }

  /** Without markup, and with the usual marks. */
  private static String plain(String text) {
    String bare = MARKUP.matcher(narrow(text)).replaceAll(" ");
    return QUOTED.matcher(bare).replaceAll("\"$1\"");
  }

  /** Full-width letters and marks, which East Asian keyboards give. */
  private static String narrow(String text) {
    StringBuilder narrow = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '（' && c <= 'ｚ' && c != '，') {
        narrow.setCharAt(i, (char) (c - '！' + '!'));
      }
    }
    return narrow.toString();
  }

  /** The one letter in a clause; none where there are several. */
  private static Optional<String> single(String clause) {
    Matcher bracketed = BRACKETED.matcher(clause);
    Matcher small = SMALL.matcher(clause);
    if (bracketed.lookingAt() || small.lookingAt()) {
      return capital(bracketed.lookingAt() ? bracketed.group(1) : small.group(1));
    }
    Matcher matcher = ALONE.matcher(clause);
    String letter = "";
    boolean first = false;
    while (!first && matcher.find()) {
      boolean inBrackets = bracketed.find(Math.max(0, matcher.start() - 1));
      if (ANNOUNCED.matcher(clause.substring(0, matcher.start())).find()
          || inBrackets && bracketed.start() == matcher.start() - 1) {
        if (!letter.isEmpty() && !matcher.group().equals(letter)) {
          return Optional.empty();
        }
        letter = matcher.group();
        first = matcher.start() <= 1;
      }
    }
    return Optional.of(letter).filter(found -> !found.isEmpty());
  }

  /** A letter where an answer stands. */
  static Optional<String> inPlace(String written) {
    String part = written.substring(Math.max(0, written.length() - LAST_PART));
    String response = plain(part);
    Matcher said = SAID.matcher(response);
    String letter = "";
    while (said.find()) {
      for (int group = 1; group <= said.groupCount(); group++) {
        String found = said.group(group);
        boolean named =
            found != null
                && !isDenied(response, said)
                && !isOneOfSeveral(response, said.start(group));
        letter = named ? found : letter;
      }
    }
    if (!letter.isEmpty()) {
      return capital(letter);
    }
    String end = response.stripTrailing();
    String last = end.substring(end.lastIndexOf('\n') + 1);
    Matcher lastLine = LAST_LINE.matcher(last);
    if (last.length() < LONGEST_LINE && lastLine.matches()) {
      return capital(lastLine.group(1));
    }
    if (written.length() > LAST_PART || SEVERAL.matcher(response).lookingAt()) {
      return Optional.empty();
    }
    Matcher start =
        START
            .matcher(response)
            .region(0, Math.min(response.length(), LONGEST_LINE))
            .useTransparentBounds(true)
            .useAnchoringBounds(false);
    return start.find() ? Optional.of(start.group(1)) : Optional.empty();
  }

  private static boolean isOneOfSeveral(String text, int start) {
    return SEVERAL
        .matcher(text)
        .region(start, Math.min(text.length(), start + LONGEST_LINE))
        .lookingAt();
  }

  /** Whether the clause around a match denies it: "it is not option C", "option C is wrong". */
  private static boolean isDenied(String text, Matcher match) {
    int from = Math.max(0, match.start() - LONGEST_LINE);
    int to = Math.min(text.length(), match.end() + LONGEST_LINE);
    String[] before = CLAUSE.split(text.substring(from, match.start()), -1);
    String behind = CLAUSE.split(text.substring(match.end(), to), 2)[0];
    String clause = CONTRAST.matcher(before[before.length - 1] + match.group()).replaceAll("");
    return DENIED.matcher(clause + behind).find();
  }

  /** The last letter that stands alone. */
  static Optional<String> anywhere(String response) {
    return ALONE.matcher(response).results().map(MatchResult::group).reduce((one, next) -> next);
  }
}
