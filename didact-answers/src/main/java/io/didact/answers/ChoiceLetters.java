package io.didact.answers;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Letters of choices where an answer stands: not those of symbols, units and names. */
final class ChoiceLetters {
  /** The number of letters that may be choices where nobody says how many there are. */
  static final int MOST = 10;

  private static final Pattern CLAUSE =
      Pattern.compile(
          "[,;\\n，。、]|\\.(?!\\w)| (?:because|since|whereas|which|and(?= not)|/|[-–—]) | \\((?!.\\))");

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
          "\\\\(?:text|textbf|mathrm|mathbf|boxed|left|right)\\b|\\\\[ ,;:!]|[{}$*`]"
              + "|(?<![A-Za-z0-9)])_+|_+(?![A-Za-z0-9 {])|['’]d[ıiuü]r\\b");

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

  private static final int LONGEST_LINE = 40;

  /** The part of a stated answer that is searched. */
  private static final int LONGEST_STATEMENT = 2_000;

  private final int choices;
  private final ChoicePatterns patterns;

  /**
   * Letters up to that of the last choice.
   *
   * @param choices up to 26
   */
  ChoiceLetters(int choices) {
    this.choices = choices;
    patterns = ChoicePatterns.of(choices);
  }

  ChoicePatterns patterns() {
    return patterns;
  }

  /** The letter with which a stated answer begins: {@code (C)}, {@code C. 42}, "for sure D". */
  Optional<String> leading(String candidate) {
    return written(candidate).filter(letter -> letter.charAt(0) - 'A' < choices);
  }

  private Optional<String> written(String candidate) {
    String start = candidate.substring(0, Math.min(candidate.length(), LONGEST_STATEMENT));
    String text = plain(start).strip();
    Matcher only = patterns.only.matcher(text);
    if (only.matches()) {
      return capital(only.group(1));
    }
    if (patterns.several.matcher(text).lookingAt()) {
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
  private String plain(String text) {
    String bare = MARKUP.matcher(narrow(text)).replaceAll(" ");
    return patterns.quoted.matcher(bare).replaceAll("\"$1\"");
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
  private Optional<String> single(String clause) {
    Matcher bracketed = patterns.bracketed.matcher(clause);
    Matcher small = patterns.small.matcher(clause);
    if (bracketed.lookingAt() || small.lookingAt()) {
      return capital(bracketed.lookingAt() ? bracketed.group(1) : small.group(1));
    }
    Matcher matcher = patterns.alone.matcher(clause);
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
  Optional<String> inPlace(String written) {
    String response = plain(Segments.lastPart(written));
    Matcher said = patterns.said.matcher(response);
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
    Matcher lastLine = patterns.lastLine.matcher(last);
    if (last.length() < LONGEST_LINE && lastLine.matches()) {
      return capital(lastLine.group(1));
    }
    if (written.length() > Segments.LAST_PART || patterns.several.matcher(response).lookingAt()) {
      return Optional.empty();
    }
    Matcher start =
        patterns
            .start
            .matcher(response)
            .region(0, Math.min(response.length(), LONGEST_LINE))
            .useTransparentBounds(true)
            .useAnchoringBounds(false);
    return start.find() ? Optional.of(start.group(1)) : Optional.empty();
  }

  private boolean isOneOfSeveral(String text, int start) {
    return patterns
        .several
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

  /** "A or B" where an answer names both. */
  Optional<String> hedged(String response) {
    String part = plain(Segments.lastPart(response)).replaceAll(" {2,}", " ");
    Matcher matcher = patterns.hedged.matcher(part);
    String found = "";
    while (matcher.find()) {
      found = matcher.group(1) + " or " + matcher.group(2);
    }
    return Optional.of(found).filter(text -> !text.isEmpty());
  }

  /** The last letter that stands alone. */
  Optional<String> anywhere(String response) {
    return patterns
        .alone
        .matcher(response)
        .results()
        .map(MatchResult::group)
        .reduce((one, next) -> next);
  }
}
