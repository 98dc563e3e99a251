package io.didact.answers;

import java.util.regex.Pattern;

/**
 * Words right before a value that say that the answer is another one: "not 42", "half of 42", "more
 * than 42". A value is picked out of a sentence only where none stands before it. "At least" and
 * "at most" are none: so ends the answer to what the least or greatest value is.
 */
final class Qualifiers {
  private static final Pattern AT_END =
      Pattern.compile(
          "(?:\\b(?:not|never|cannot|than|between|either|half|twice|double|triple|negative|minus"
              + "|below|above|(?:one|multiple|divisor|square|cube|root) of"
              + "|(?:between|either) [^\\s,;]{1,20} (?:and|or))|n['’]t)"
              + "(?: (?:be|of|the|exactly|equals?|to|or equal to))*[\\s$*(\\\\]*$",
          Pattern.CASE_INSENSITIVE);

  private static final int LONGEST = 80;

  private Qualifiers() {}

  /** Whether the text that stands before a value ends in one. */
  static boolean endsWithOne(String before) {
    return AT_END.matcher(before.substring(Math.max(0, before.length() - LONGEST))).find();
  }
}
