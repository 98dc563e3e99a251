package io.didact.eval.answer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words that announce an answer, in several languages. */
final class AnswerPhrases {
  private static final String SAYS =
      "[\\s*_\"]*(?:is|are|was|will be|would be|should be|must be|equals|:|：|=)[\\s*_:\"]*"
          + "(?:(?:therefore|thus|then|simply|just|indeed|definitely|clearly)\\b[\\s,:]*)?";

  private static final Pattern PHRASE =
      Pattern.compile(
          String.join(
              "|",
              "\\banswers?\\b(?: (?:to|for|of) [^.\\n]{1,60}?(?= is\\b| are\\b))?"
                  + "(?: choice| option)?"
                  + SAYS,
              "答案(?:应该|應該|就)?(?:是|为|為|：|:)",
              "(?:答え|正解)(?:は|：|:)",
              "(?:정답|답)(?:은|:)",
              "\\br[ée]ponse(?: finale| correcte)?(?: est|\\s?:)",
              "\\brespuesta(?: final| correcta)?(?: es|\\s?:)",
              "\\bresposta(?: final| correta)?(?: é|\\s?:)",
              "\\brisposta(?: finale| corretta)?(?: è|\\s?:)",
              "\\b(?:Antwort|Lösung)(?: lautet| ist|\\s?:)",
              "\\bantwoord(?: is|\\s?:)",
              "(?<!\\p{L})ответ(?:\\s?[:—–-]| равен)",
              "(?<!\\p{L})odpowiedź(?: to|\\s?:)",
              "(?<!\\p{L})đáp án(?: là|\\s?:)",
              "(?<!\\p{L})cevap\\s?:",
              "(?:الإجابة|الجواب)[^:.\\n]{0,20}?(?:هي|هو|:)",
              "उत्तर\\s?(?:है|:|=)"),
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private AnswerPhrases() {}

  /** What follows the last announcement. */
  static Optional<String> last(String text) {
    Matcher matcher = PHRASE.matcher(text);
    int end = -1;
    while (matcher.find()) {
      if (!text.substring(matcher.end()).isBlank()) {
        end = matcher.end();
      }
    }
    return end < 0 ? Optional.empty() : Optional.of(text.substring(end));
  }
}
