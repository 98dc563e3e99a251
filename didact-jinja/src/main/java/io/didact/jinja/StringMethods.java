package io.didact.jinja;

import io.didact.jinja.Value.Bool;
import io.didact.jinja.Value.Int;
import io.didact.jinja.Value.Items;
import io.didact.jinja.Value.Str;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.ToIntBiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Methods of {@code str}. */
final class StringMethods {
  private static final Table<String> METHODS = new Table<>("method");

  static {
    simple("upper", text -> text.toUpperCase(Locale.ROOT));
    simple("lower", text -> text.toLowerCase(Locale.ROOT));
    simple("capitalize", LetterCase::capitalized);
    simple("title", LetterCase::title);
    strip("strip", true, true);
    strip("lstrip", true, false);
    strip("rstrip", false, true);
    METHODS.put("split", 0, (run, text, args) -> split(run, text, args, false), "sep", "maxsplit");
    METHODS.put("rsplit", 0, (run, text, args) -> split(run, text, args, true), "sep", "maxsplit");
    METHODS.put("splitlines", 0, StringMethods::splitLines, "keepends");
    affix("startswith", String::startsWith);
    affix("endswith", String::endsWith);
    METHODS.putUnnamed("replace", 2, StringMethods::replace, "old", "new", "count");
    find("find", "index", String::indexOf);
    find("rfind", "rindex", String::lastIndexOf);
    METHODS.putUnnamed("count", 1, StringMethods::count, "sub");
    METHODS.putUnnamed("join", 1, StringMethods::join, "iterable");
    METHODS.putUnnamed("partition", 1, (run, text, args) -> partition(text, args, false), "sep");
    METHODS.putUnnamed("rpartition", 1, (run, text, args) -> partition(text, args, true), "sep");
    METHODS.putUnnamed("removeprefix", 1, StringMethods::withoutPrefix, "affix");
    METHODS.putUnnamed("removesuffix", 1, StringMethods::withoutSuffix, "affix");
    METHODS.put("format", BraceFormat::format);
    all("isdigit", c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER);
    all("isnumeric", StringMethods::isNumeric);
    all("isalpha", Character::isLetter);
    all("isalnum", c -> Character.isLetter(c) || isNumeric(c));
    all("isspace", WhiteSpace::isSpace);
    METHODS.putUnnamed("isupper", 0, (run, text, args) -> Bool.of(LetterCase.isAll(text, true)));
    METHODS.putUnnamed("islower", 0, (run, text, args) -> Bool.of(LetterCase.isAll(text, false)));
  }

  private StringMethods() {}

  /** A method bound to its text; null where {@code str} has none of this name. */
  static Value.@Nullable Function find(String text, String name) {
    Value.Function method = METHODS.method(text, name);
    return method == null
        ? null
        : (run, arguments) -> {
          run.work(text.length());
          return method.call(run, arguments);
        };
  }

  private static void simple(String name, UnaryOperator<String> change) {
    METHODS.putUnnamed(name, 0, (run, text, args) -> new Str(change.apply(text)));
  }

  private static void all(String name, IntPredicate property) {
    METHODS.putUnnamed(
        name,
        0,
        (run, text, args) -> Bool.of(!text.isEmpty() && text.codePoints().allMatch(property)));
  }

  private static void strip(String name, boolean start, boolean end) {
    METHODS.putUnnamed(
        name, 0, (run, text, args) -> new Str(strip(text, args, start, end)), "chars");
  }

  private static String strip(String text, Arguments.Bound args, boolean start, boolean end) {
    if (args.has(0)) {
      return strip(text, args.text(0), start, end);
    }
    String begun = start ? WhiteSpace.stripStart(text) : text;
    return end ? WhiteSpace.stripEnd(begun) : begun;
  }

  /** Takes any of the characters from the ends. */
  static String strip(String text, String characters, boolean start, boolean end) {
    int[] points = text.codePoints().toArray();
    int from = 0;
    int to = points.length;
    while (start && from < to && characters.indexOf(points[from]) >= 0) {
      from++;
    }
    while (end && to > from && characters.indexOf(points[to - 1]) >= 0) {
      to--;
    }
    return new String(points, from, to - from);
  }

  private static Value split(Run run, String text, Arguments.Bound args, boolean fromEnd) {
    int most = args.integer(1, -1);
    List<String> parts;
    if (!args.has(0)) {
      parts = fromEnd ? Splitting.wordsFromEnd(text, most) : Splitting.words(text, most);
    } else {
      String separator = separator(args);
      parts =
          fromEnd
              ? Splitting.partsFromEnd(text, separator, most)
              : Splitting.parts(text, separator, most);
    }
    run.work(parts.size());
    return new Items(parts.stream().<Value>map(Str::new).toList());
  }

  private static String separator(Arguments.Bound args) {
    String separator = args.text(0);
    if (separator.isEmpty()) {
      throw TemplateException.evaluation(args.function() + ": the separator is empty");
    }
    return separator;
  }

  private static Value splitLines(Run run, String text, Arguments.Bound args) {
    if (args.truth(0, false)) {
      throw TemplateException.evaluation("splitlines with keepends is not supported");
    }
    return new Items(Splitting.lines(text).stream().<Value>map(Str::new).toList());
  }

  private static void affix(String name, BiPredicate<String, String> has) {
    METHODS.putUnnamed(
        name,
        1,
        (run, text, args) -> {
          Value wanted = args.get(0);
          boolean found = false;
          for (Value each : wanted instanceof Value.Tuple any ? any.items() : List.of(wanted)) {
            if (!(each instanceof Str affix)) {
              throw TemplateException.evaluation(
                  name + " takes a text or a tuple of texts, not '" + each.type() + "'");
            }
            found |= has.test(text, affix.text());
          }
          return Bool.of(found);
        },
        "affix");
  }

  private static Value replace(Run run, String text, Arguments.Bound args) {
    return new Str(replace(run, text, args.text(0), args.text(1), args.integer(2, -1)));
  }

  /**
   * @param most replacements; negative for all
   */
  static String replace(Run run, String text, String from, String to, int most) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    int done = 0;
    while (most < 0 || done < most) {
      int next = text.indexOf(from, from.isEmpty() && done > 0 ? nextPoint(text, at) : at);
      if (next < 0 || (from.isEmpty() && done > 0 && at >= text.length())) {
        break;
      }
      out.append(text, at, next).append(to);
      if (out.length() > Run.MAX_TEXT) {
        break; // the check below says so
      }
      at = next + from.length();
      done++;
    }
    run.text((long) out.length() + text.length() - at);
    return out.append(text.substring(at)).toString();
  }

  private static int nextPoint(String text, int at) {
    return at < text.length() ? at + Character.charCount(text.codePointAt(at)) : at + 1;
  }

  /** A method that finds a text, and one that fails where it is not there. */
  private static void find(String name, String orFail, ToIntBiFunction<String, String> search) {
    METHODS.putUnnamed(
        name, 1, (run, text, args) -> Int.of(find(text, args, search)), "sub", "start", "end");
    METHODS.putUnnamed(
        orFail,
        1,
        (run, text, args) -> {
          int at = find(text, args, search);
          if (at < 0) {
            throw TemplateException.evaluation(orFail + ": the text is not there");
          }
          return Int.of(at);
        },
        "sub",
        "start",
        "end");
  }

  /** The place in code points, or −1. */
  private static int find(
      String text, Arguments.Bound args, ToIntBiFunction<String, String> search) {
    int size = text.codePointCount(0, text.length());
    int start = place(args.has(1) ? args.integer(1, 0) : 0, size);
    int end = place(args.has(2) ? args.integer(2, size) : size, size);
    if (start > end || start > size) {
      return -1;
    }
    int from = text.offsetByCodePoints(0, start);
    String within = text.substring(from, text.offsetByCodePoints(0, end));
    int at = search.applyAsInt(within, args.text(0));
    return at < 0 ? -1 : start + within.codePointCount(0, at);
  }

  private static int place(int given, int size) {
    return given < 0
        ? Math.max(0, given + size)
        : given > size && size >= 0 ? Math.min(given, size) : given;
  }

  private static Value count(Run run, String text, Arguments.Bound args) {
    String part = args.text(0);
    return part.isEmpty()
        ? Int.of(text.codePointCount(0, text.length()) + 1L)
        : Int.of(Splitting.parts(text, part, -1).size() - 1L);
  }

  private static Value join(Run run, String separator, Arguments.Bound args) {
    StringBuilder out = new StringBuilder();
    List<Value> all = Sequences.list(run, args.get(0));
    for (int i = 0; i < all.size(); i++) {
      if (!(all.get(i) instanceof Str text)) {
        throw TemplateException.evaluation(
            "join: item " + i + " is not a text but '" + all.get(i).type() + "'");
      }
      out.append(i == 0 ? "" : separator).append(text.text());
      run.work(text.text().length() + separator.length());
      run.bound(out);
    }
    return new Str(out.toString());
  }

  private static Value partition(String text, Arguments.Bound args, boolean fromEnd) {
    String separator = separator(args);
    int at = fromEnd ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return fromEnd ? texts("", "", text) : texts(text, "", "");
    }
    return texts(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  private static Value texts(String first, String second, String third) {
    return Value.Tuple.of(new Str(first), new Str(second), new Str(third));
  }

  private static Value withoutPrefix(Run run, String text, Arguments.Bound args) {
    String prefix = args.text(0);
    return new Str(text.startsWith(prefix) ? text.substring(prefix.length()) : text);
  }

  private static Value withoutSuffix(Run run, String text, Arguments.Bound args) {
    String suffix = args.text(0);
    int end = text.length() - suffix.length();
    return new Str(text.endsWith(suffix) ? text.substring(0, end) : text);
  }

  private static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }
}
