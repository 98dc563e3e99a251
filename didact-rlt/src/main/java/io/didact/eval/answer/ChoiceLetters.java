package io.didact.eval.answer;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Letters of choices, A to J. */
final class ChoiceLetters {
  /** A capital that stands alone; "A thing" and "I think" begin sentences. */
  private static final String LETTER =
      "(?<![A-Za-z0-9\\\\'’])(?:A(?! (?!because|since|as\\b|and|or\\b|by\\b)[a-z])|I(?! [a-z]|')|[B-HJ])(?![A-Za-z0-9'’])";

  private static final Pattern ALONE = Pattern.compile(LETTER);
  private static final Pattern BRACKETED = Pattern.compile("[(\\[]([a-jA-J])[)\\]]");
  private static final Pattern ONLY = Pattern.compile("\\W*([a-jA-J])\\W*");

  /** "A or B", "(A), (C)": an answer that names several. */
  private static final Pattern SEVERAL =
      Pattern.compile(
          "\\W{0,3}[A-J]\\W{0,3}?(?: *[,/&] *| +(?:or|and) +)\\W{0,3}"
              + LETTER
              + "(?! (?:is|was|has|does|would|can|cannot)\\b)");

  private static final Pattern CLAUSE =
      Pattern.compile("[,;\\n，。]|\\.(?!\\w)|(?:^| )not (?!\\S{1,8} but )|(?:^| )n['’]| non ");
  private static final Pattern MARKUP =
      Pattern.compile("\\\\(?:text|textbf|mathrm|mathbf|boxed|left|right)\\b|[{}$*_]");

  private static final Pattern SAID =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}_])(?:(?i:option|choice|choose|pick|select|it's|it’s|it is|go with|must be|should be|has to be)"
              + "(?i: (?:option|choice|answer))?(?: is)?[\\s:*(\\[]*("
              + LETTER
              + ")|("
              + LETTER
              + ")[)\\]*]* is (?:the )?(?:correct|right|best|answer)"
              + "|(?i:so|thus|hence|therefore)[,:]? [*(\\[]*("
              + LETTER
              + ")[)\\]*]*\\.?$)",
          Pattern.MULTILINE);
  private static final Pattern LAST_LINE =
      Pattern.compile("[\\s*(\\[$]*([A-J]|(?<=[(\\[])[a-j](?=[)\\]]))[\\s*)\\]$.]*");
  private static final Pattern START =
      Pattern.compile(
          "^[\\s*(\\[$]*("
              + LETTER
              + ")[\\s*]*(?:[)\\].:、。，,]|$|[^\\x00-\\x7f]"
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
    String text = MARKUP.matcher(start).replaceAll(" ").strip();
    Matcher only = ONLY.matcher(text);
    if (only.matches()) {
      return Optional.of(only.group(1).toUpperCase(Locale.ROOT));
    }
    if (SEVERAL.matcher(text).lookingAt()) {
      return Optional.empty();
    }
    Matcher bracketed = BRACKETED.matcher(text);
    if (bracketed.lookingAt()) {
      return Optional.of(bracketed.group(1).toUpperCase(Locale.ROOT));
    }
    return single(CLAUSE.split(text, 2)[0]);
  }

  /** The one letter in a clause; none where there are several. */
  private static Optional<String> single(String clause) {
    Matcher matcher = ALONE.matcher(clause);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String letter = matcher.group();
    boolean first = matcher.start() <= 1;
    while (!first && matcher.find()) {
      if (!matcher.group().equals(letter)) {
        return Optional.empty();
      }
    }
    return Optional.of(letter);
  }

  /** A letter where an answer stands. */
  static Optional<String> inPlace(String response) {
    Matcher said = SAID.matcher(response.substring(Math.max(0, response.length() - LAST_PART)));
    String letter = "";
    while (said.find()) {
      for (int group = 1; group <= said.groupCount(); group++) {
        String found = said.group(group);
        letter = found == null ? letter : found;
      }
    }
    if (!letter.isEmpty()) {
      return Optional.of(letter);
    }
    String end = response.stripTrailing();
    String last = end.substring(end.lastIndexOf('\n') + 1);
    Matcher lastLine = LAST_LINE.matcher(last);
    if (last.length() < LONGEST_LINE && lastLine.matches()) {
      return Optional.of(lastLine.group(1).toUpperCase(Locale.ROOT));
    }
    Matcher start =
        START
            .matcher(response)
            .region(0, Math.min(response.length(), LONGEST_LINE))
            .useTransparentBounds(true)
            .useAnchoringBounds(false);
    return start.find() ? Optional.of(start.group(1)) : Optional.empty();
  }

  /** The last letter that stands alone. */
  static Optional<String> anywhere(String response) {
    Matcher matcher = ALONE.matcher(response);
    String letter = "";
    while (matcher.find()) {
      letter = matcher.group();
    }
    return Optional.of(letter).filter(found -> !found.isEmpty());
  }
}
