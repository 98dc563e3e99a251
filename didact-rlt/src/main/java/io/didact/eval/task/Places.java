package io.didact.eval.task;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Named places in a text, such as {@code {question}}. Other braces are left as they are, so {@code
 * \boxed{}} needs no escape, and what is put in is never looked at again.
 */
final class Places {
  private Places() {}

  /**
   * @param namesAndTexts name, text, name, text, …
   */
  static String fill(String text, String... namesAndTexts) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      names.append(i == 0 ? "" : "|").append(Pattern.quote(namesAndTexts[i]));
    }
    return Pattern.compile("\\{(" + names + ")\\}")
        .matcher(text)
        .replaceAll(place -> Matcher.quoteReplacement(of(place.group(1), namesAndTexts)));
  }

  private static String of(String name, String... namesAndTexts) {
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      if (namesAndTexts[i].equals(name)) {
        return namesAndTexts[i + 1];
      }
    }
    throw new IllegalStateException(name);
  }
}
