package io.didact.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words that announce an answer, in several languages. */
final class AnswerPhrases {
  /** Where a word begins; without {@code \b}, which looks back along any number of accents. */
  private static final String START = "(?<![\\p{L}\\p{N}_])";

  private static final String SAYS =
      "[\\s*_\"]*(?:is\\b|are\\b|was\\b|will be|would be|should be|must be|equals|:|：|=)[\\s*_:}\"]*"
          + "(?:(?:therefore|thus|then|simply|just|indeed|definitely|clearly)\\b[\\s,:]*)?"
          + "(?:(?<=\\n)[-–>•+] +(?=\\S))?"; // an item, a quotation

  /**
   * How a language announces an answer.
   *
   * @param word that is always part of it, in small letters: a quick way to see that it is not
   *     there
   * @param phrase all of it
   */
  private record Announcement(String word, Pattern phrase) {
    static Announcement of(String word, String phrase) {
      int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
      return new Announcement(word, Pattern.compile(phrase, flags));
    }
  }

  private static final Announcement FINAL =
      Announcement.of("final answer", START + "final answers?\\b" + SAYS);

  private static final List<Announcement> ALL =
      List.of(
          Announcement.of(
              "answer",
              START
                  + "answers?\\b(?: (?:to|for|of) [^.\\n]{1,60}?(?= is\\b| are\\b))?"
                  + "(?: choice| option)?"
                  + SAYS),
          Announcement.of("答案", "答案(?:应该|應該|就)?(?:是|为|為|：|:)"),
          Announcement.of("选", "选(?:择|项)?(?:是|为|：|:)?\\s*(?=[*$(（]*[A-J])"),
          Announcement.of("選", "選(?:擇|項)?(?:是|為|：|:)?\\s*(?=[*$(（]*[A-J])"),
          Announcement.of("答え", "答え(?:は|：|:)"),
          Announcement.of("正解", "正解(?:は|：|:)"),
          Announcement.of("답", "(?:정답|답)(?:은|:)"),
          Announcement.of("ponse", START + "r[ée]ponse(?: finale| correcte)?(?: est|\\s?:)"),
          Announcement.of("respuesta", START + "respuesta(?: final| correcta)?(?: es|\\s?:)"),
          Announcement.of("resposta", START + "resposta(?: final| correta)?(?: é|\\s?:)"),
          Announcement.of("risposta", START + "risposta(?: finale| corretta)?(?: è|\\s?:)"),
          Announcement.of("antwort", START + "Antwort(?: lautet| ist|\\s?:)"),
          Announcement.of("lösung", START + "Lösung(?: lautet| ist|\\s?:)"),
          Announcement.of("antwoord", START + "antwoord(?: is|\\s?:)"),
          Announcement.of("ответ", START + "ответ(?:\\s?[:—–-]| равен)"),
          Announcement.of("odpowiedź", START + "odpowiedź(?: to|\\s?:)"),
          Announcement.of("đáp án", START + "đáp án(?: là|\\s?:)"),
          Announcement.of("cevap", START + "cevap\\s?:"),
          Announcement.of("الإجابة", "الإجابة[^:.\\n]{0,20}?(?:هي|هو|:)"),
          Announcement.of("الجواب", "الجواب[^:.\\n]{0,20}?(?:هي|هو|:)"),
          Announcement.of("उत्तर", "उत्तर\\s?(?:है|:|=)"));

  /** In other languages than English the letter of a choice may come without "is". */
  static final String LETTER =
      "(?:r[ée]ponse|respuesta|resposta|risposta|antwort|antwoord|ответ|odpowiedź|đáp án|cevap"
          + "|答案|答え|正解|정답|الإجابة|الجواب|उत्तर)"
          + "(?: (?!(?:no|pas|nicht|niet|não|non|не|nie|không|ليس|ليست) )[\\p{L}\\p{M}]{1,12}){0,3}?"
          + "[\\s*_\"“]*(?=[(\\[$（]*[A-JＡ-Ｊ](?![\\p{L}\\p{N}_^]))";

  /** A sentence that only says what the answer is not. */
  private static final Pattern NOT =
      Pattern.compile("\\s*not [$\\\\(*\\d-](?:(?! but )[^;,\\n]){0,200}?(?:\\.\\s|\\.?$|\\n)");

  private AnswerPhrases() {}

  /** What follows the last announcement. */
  static Optional<String> last(String text) {
    return last(ALL, text);
  }

  /** What follows the last announcement of a choice. */
  static Optional<String> lastChoice(String text, ChoicePatterns letters) {
    List<Announcement> all = new ArrayList<>(ALL);
    all.add(new Announcement("", letters.announced));
    return last(all, text);
  }

  /** What follows the last announcement of a final answer. */
  static Optional<String> lastFinal(String text) {
    return last(List.of(FINAL), text);
  }

  /** What follows the last announcement, or the last that says what the answer is, if one does. */
  private static Optional<String> last(List<Announcement> announcements, String whole) {
    String text = Segments.lastPart(whole).stripTrailing();
    String small = text.toLowerCase(Locale.ROOT);
    int end = -1;
    int said = -1;
    for (Announcement announcement : announcements) {
      if (small.contains(announcement.word())) {
        Matcher matcher = announcement.phrase().matcher(text);
        while (matcher.find()) {
          int behind = matcher.end() < text.length() ? matcher.end() : -1;
          boolean not = NOT.matcher(text).region(matcher.end(), text.length()).lookingAt();
          end = Math.max(end, behind);
          said = not ? said : Math.max(said, behind);
        }
      }
    }
    return end < 0 ? Optional.empty() : Optional.of(text.substring(said < 0 ? end : said));
  }
}
