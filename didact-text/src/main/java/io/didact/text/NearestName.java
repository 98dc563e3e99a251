package io.didact.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known name that a misspelt one is likely to mean. */
public final class NearestName {
  private NearestName() {}

  /** The nearest of the known names by edits of single letters, if it is at all near. */
  public static Optional<String> of(String misspelt, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(name -> edits(misspelt, name)))
        .filter(name -> edits(misspelt, name) <= Math.max(2, name.length() / 3));
  }

  /** The end of a message: {@code "; did you mean 'x'?"}, else {@code "; known are x, y"}. */
  public static String hint(String misspelt, Collection<String> known) {
    return of(misspelt, known)
        .map(name -> "; did you mean '" + name + "'?")
        .orElseGet(() -> "; known are " + String.join(", ", known));
  }

  /** Levenshtein's distance, letters compared without case. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int edit = Math.min(diagonal + (same ? 0 : 1), 1 + Math.min(row[j], row[j - 1]));
        diagonal = row[j];
        row[j] = edit;
      }
    }
    return row[b.length()];
  }
}
