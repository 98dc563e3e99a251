package io.didact.jinja;

import io.didact.jinja.Value.Bool;
import io.didact.jinja.Value.Int;
import io.didact.jinja.Value.Items;
import io.didact.jinja.Value.Str;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Methods of {@code str}. */
final class StringMethods {
  private static final Map<String, Method> METHODS = new HashMap<>();

  /** Those whose arguments may be given by name. */
  private static final Set<String> BY_NAME = Set.of("split", "rsplit", "splitlines", "format");

  private interface Method {
    Value call(Run run, String text, Arguments arguments);
  }

  static {
    simple("upper", text -> text.toUpperCase(Locale.ROOT));
    simple("lower", text -> text.toLowerCase(Locale.ROOT));
    simple("capitalize", LetterCase::capitalized);
    simple("title", LetterCase::title);
    strip("strip", true, true);
    strip("lstrip", true, false);
    strip("rstrip", false, true);
    METHODS.put("split", (run, text, args) -> split(run, "split", text, args));
    METHODS.put("rsplit", (run, text, args) -> split(run, "rsplit", text, args));
    METHODS.put("splitlines", StringMethods::splitLines);
    METHODS.put("startswith", (run, text, args) -> affix("startswith", text, args));
    METHODS.put("endswith", (run, text, args) -> affix("endswith", text, args));
    METHODS.put("replace", StringMethods::replace);
    METHODS.put("find", (run, text, args) -> Int.of(find("find", text, args)));
    METHODS.put("rfind", (run, text, args) -> Int.of(find("rfind", text, args)));
    METHODS.put("index", (run, text, args) -> index("index", text, args));
    METHODS.put("rindex", (run, text, args) -> index("rindex", text, args));
    METHODS.put("count", StringMethods::count);
    METHODS.put(
        "join", (run, text, args) -> join(run, text, args.bind("join", 1, "iterable").get(0)));
    METHODS.put("partition", (run, text, args) -> partition("partition", text, args));
    METHODS.put("rpartition", (run, text, args) -> partition("rpartition", text, args));
    METHODS.put("removeprefix", (run, text, args) -> remove("removeprefix", text, args));
    METHODS.put("removesuffix", (run, text, args) -> remove("removesuffix", text, args));
    METHODS.put("format", BraceFormat::format);
    all("isdigit", c -> Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER);
    all("isnumeric", StringMethods::isNumeric);
    all("isalpha", Character::isLetter);
    all("isalnum", c -> Character.isLetter(c) || isNumeric(c));
    all("isspace", WhiteSpace::isSpace);
    METHODS.put("isupper", (run, text, args) -> cased(text, args, true));
    METHODS.put("islower", (run, text, args) -> cased(text, args, false));
  }

  private StringMethods() {}

  /** A method bound to its text; null where {@code str} has none of this name. */
  static Value.@Nullable Function find(String text, String name) {
    Method method = METHODS.get(name);
    return method == null
        ? null
        : new Value.Function(
            name,
            (run, arguments) -> {
              run.work(text.length());
              boolean byName = BY_NAME.contains(name);
              return method.call(run, text, byName ? arguments : arguments.unnamed(name));
            });
  }

  private static void simple(String name, UnaryOperator<String> change) {
    METHODS.put(
        name,
        (run, text, args) -> {
          args.bind(name, 0);
          return new Str(change.apply(text));
        });
  }

  private static void all(String name, IntPredicate property) {
    METHODS.put(
        name,
        (run, text, args) -> {
          args.bind(name, 0);
          return Bool.of(!text.isEmpty() && text.codePoints().allMatch(property));
        });
  }

  private static void strip(String name, boolean start, boolean end) {
    METHODS.put(
        name, (run, text, args) -> new Str(strip(text, args.bind(name, 0, "chars"), start, end)));
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

  private static Value split(Run run, String name, String text, Arguments arguments) {
    Arguments.Bound args = arguments.bind(name, 0, "sep", "maxsplit");
    int most = args.integer(1, -1);
    boolean fromEnd = name.equals("rsplit");
    List<String> parts;
    if (!args.has(0)) {
      parts = fromEnd ? Splitting.wordsFromEnd(text, most) : Splitting.words(text, most);
    } else if (args.text(0).isEmpty()) {
      throw TemplateException.evaluation(name + ": the separator is empty");
    } else {
      parts =
          fromEnd
              ? Splitting.partsFromEnd(text, args.text(0), most)
              : Splitting.parts(text, args.text(0), most);
    }
    run.work(parts.size());
    return new Items(parts.stream().<Value>map(Str::new).toList());
  }

  private static Value splitLines(Run run, String text, Arguments arguments) {
    if (arguments.bind("splitlines", 0, "keepends").truth(0, false)) {
      throw TemplateException.evaluation("splitlines with keepends is not supported");
    }
    return new Items(Splitting.lines(text).stream().<Value>map(Str::new).toList());
  }

  private static Value affix(String name, String text, Arguments arguments) {
    Value wanted = arguments.bind(name, 1, "affix").get(0);
    List<Value> any = wanted instanceof Value.Tuple tuple ? tuple.items() : List.of(wanted);
    boolean found = false;
    for (Value each : any) {
      if (!(each instanceof Str affix)) {
        throw TemplateException.evaluation(
            name + " takes a text or a tuple of texts, not '" + each.type() + "'");
      }
      found |=
          name.equals("startswith") ? text.startsWith(affix.text()) : text.endsWith(affix.text());
    }
    return Bool.of(found);
  }

  private static Value replace(Run run, String text, Arguments arguments) {
    Arguments.Bound args = arguments.bind("replace", 2, "old", "new", "count");
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

  /** The place in code points, or −1. */
  private static int find(String name, String text, Arguments arguments) {
    Arguments.Bound args = arguments.bind(name, 1, "sub", "start", "end");
    int size = text.codePointCount(0, text.length());
    int start = place(args.has(1) ? args.integer(1, 0) : 0, size);
    int end = place(args.has(2) ? args.integer(2, size) : size, size);
    if (start > end || start > size) {
      return -1;
    }
    int from = text.offsetByCodePoints(0, start);
    String within = text.substring(from, text.offsetByCodePoints(0, end));
    int at = name.startsWith("r") ? within.lastIndexOf(args.text(0)) : within.indexOf(args.text(0));
    return at < 0 ? -1 : start + within.codePointCount(0, at);
  }

  private static int place(int given, int size) {
    return given < 0
        ? Math.max(0, given + size)
        : given > size && size >= 0 ? Math.min(given, size) : given;
  }

  private static Value index(String name, String text, Arguments arguments) {
    int at = find(name.equals("rindex") ? "rfind" : "find", text, arguments);
    if (at < 0) {
      throw TemplateException.evaluation(name + ": the text is not there");
    }
    return Int.of(at);
  }

  private static Value count(Run run, String text, Arguments arguments) {
    String part = arguments.bind("count", 1, "sub").text(0);
    return part.isEmpty()
        ? Int.of(text.codePointCount(0, text.length()) + 1L)
        : Int.of(Splitting.parts(text, part, -1).size() - 1L);
  }

  private static Value join(Run run, String separator, Value items) {
    StringBuilder out = new StringBuilder();
    List<Value> all = Sequences.list(run, items);
    for (int i = 0; i < all.size(); i++) {
      if (!(all.get(i) instanceof Str text)) {
        throw TemplateException.evaluation(
            "join: item " + i + " is not a text but '" + all.get(i).type() + "'");
      }
      out.append(i == 0 ? "" : separator).append(text.text());
      run.work(text.text().length() + separator.length());
      if (out.length() > Run.MAX_TEXT) {
        run.text(out.length());
      }
    }
    return new Str(out.toString());
  }

  private static Value partition(String name, String text, Arguments arguments) {
    String separator = arguments.bind(name, 1, "sep").text(0);
    if (separator.isEmpty()) {
      throw TemplateException.evaluation(name + ": the separator is empty");
    }
    boolean fromEnd = name.equals("rpartition");
    int at = fromEnd ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return fromEnd ? texts("", "", text) : texts(text, "", "");
    }
    return texts(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  private static Value texts(String first, String second, String third) {
    return Value.Tuple.of(new Str(first), new Str(second), new Str(third));
  }

  private static Value remove(String name, String text, Arguments arguments) {
    String affix = arguments.bind(name, 1, "affix").text(0);
    boolean prefix = name.equals("removeprefix");
    if (!(prefix ? text.startsWith(affix) : text.endsWith(affix))) {
      return new Str(text);
    }
    return new Str(
        prefix
            ? text.substring(affix.length())
            : text.substring(0, text.length() - affix.length()));
  }

  private static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  private static Value cased(String text, Arguments arguments, boolean upper) {
    arguments.bind(upper ? "isupper" : "islower", 0);
    return Bool.of(LetterCase.isAll(text, upper));
  }
}
