package io.didact.answers.compare;

import io.didact.answers.compute.Budget;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.OverBudgetException;
import io.didact.answers.read.CommaReading;
import io.didact.answers.read.Plain;
import io.didact.answers.read.Reading;
import io.didact.answers.read.Readings;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether two answers are the same: the entry to this package. Stateless and thread-safe; {@link
 * Budget} bounds its work. docs/answers.md says how answers are compared.
 */
public final class Equivalence {
  private static final Pattern COMMA_IN_NUMBER = Pattern.compile("\\d,\\d");
  private static final Pattern THOUSANDS =
      Pattern.compile("^\\D*[1-9]\\d{0,2}(?:,\\d{3}){1,40}(?!\\d)");

  /** One comma, and no brackets by which it would be one between items. */
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[^,(\\[{\\n]*\\d,\\d[^,)\\]}\\n]*");

  private static final Pattern SPACE = Pattern.compile("\\s+");

  private Equivalence() {}

  /**
   * Compares two answers. Symmetric: the order of the arguments does not matter.
   *
   * @param a an answer, LaTeX or plain, without what was around it
   */
  public static Comparison compare(String a, String b) {
    return compare(a, b, new Readings());
  }

  /**
   * The same for answers of which some may have been read already.
   *
   * @param readings of this grade
   */
  public static Comparison compare(String a, String b, Readings readings) {
    if (a.equals(b) || plain(a).equals(plain(b))) {
      return Comparison.same("the same text");
    }
    if (a.length() > Budget.LENGTH || b.length() > Budget.LENGTH) {
      return Comparison.undecided("it is longer than " + Budget.LENGTH + " characters");
    }
    Label left = Label.of(a);
    Label right = Label.of(b);
    if (left != null) {
      return labelled(left, right, b, readings);
    } else if (right != null) {
      return labelled(right, null, a, readings);
    }
    // one order, so that also the work is the same whichever comes first
    return a.compareTo(b) <= 0 ? ordered(a, b, readings) : ordered(b, a, readings);
  }

  /** The letter or the text of a choice may be given, or both, which must not contradict. */
  private static Comparison labelled(
      Label label, @Nullable Label others, String other, Readings readings) {
    String letter = Label.letter(other);
    if (letter != null) {
      return Comparison.of(letter.equals(label.letter()), "letter");
    } else if (others == null) {
      return compare(label.rest(), other, readings);
    }
    Comparison texts = compare(label.rest(), others.rest(), readings);
    return label.letter().equals(others.letter()) == texts.isSame()
        ? texts
        : Comparison.undecided("a letter and its text contradict");
  }

  private static Comparison ordered(String a, String b, Readings readings) {
    Budget budget = new Budget();
    Comparison usual = compare(readings.usual(a), readings.usual(b), budget);
    return usual.isSame() ? usual : otherCommas(a, b, usual, readings, budget);
  }

  private static String plain(String text) {
    return SPACE.matcher(text).replaceAll(" ").strip();
  }

  /** 1,23 may have a decimal comma, and 1,234 may be two numbers. */
  private static Comparison otherCommas(
      String a, String b, Comparison usual, Readings readings, Budget budget) {
    Comparison result = usual;
    for (CommaReading commas : new CommaReading[] {CommaReading.ITEMS, CommaReading.DECIMAL}) {
      if (!result.isSame() && hasReading(a, b, commas)) {
        result = compare(Reading.of(a, commas), readings.usual(b), budget).or(result);
      }
      if (!result.isSame() && hasReading(b, a, commas)) {
        result = compare(readings.usual(a), Reading.of(b, commas), budget).or(result);
      }
    }
    return result;
  }

  /** Whether commas of a text may be read so, where it is compared with another. */
  private static boolean hasReading(String text, String other, CommaReading commas) {
    if (!COMMA_IN_NUMBER.matcher(text).find()) {
      return false;
    }
    boolean thousands = THOUSANDS.matcher(text).find();
    return commas == CommaReading.ITEMS
        ? thousands
        : !thousands
            && DECIMAL_COMMA.matcher(text).matches()
            && (text.matches(".*,\\d\\d.*") || other.indexOf('.') >= 0);
  }

  private static Comparison compare(Reading a, Reading b, Budget budget) {
    Node left = a.node();
    Node right = b.node();
    if (left == null || right == null) {
      return unread(a, b);
    }
    try {
      Comparison result = new NodeEquality(budget).compare(left, right);
      boolean different = result.sameness() == Sameness.DIFFERENT;
      return different && (a.unknown() || b.unknown())
          ? Comparison.undecided("a command is not known")
          : result;
    } catch (OverBudgetException e) {
      return Comparison.undecided(e.getMessage());
    }
  }

  private static Comparison unread(Reading a, Reading b) {
    String left = Plain.words(a.text());
    boolean alike = left.equals(Plain.words(b.text())) && a.hasWords() && b.hasWords();
    if (alike) {
      return Plain.literal(a.text()).equals(Plain.literal(b.text()))
          ? Comparison.same("the same words")
          : Comparison.undecided("the same words with other signs");
    }
    if (a.tooMuch() || b.tooMuch()) {
      return Comparison.undecided(a.tooMuch() ? a.problem() : b.problem());
    }
    boolean words =
        ((a.node() != null || a.isProse()) && (b.node() != null || b.isProse()))
            || (a.hasWords() && b.hasWords() && a.node() == null && b.node() == null);
    if (words) {
      return Comparison.different("different words");
    }
    String problem = a.node() == null ? a.problem() : b.problem();
    return Comparison.undecided("an answer could not be read: " + problem);
  }
}
