package io.didact.jinja;

import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template may call. */
final class Globals {
  private static final int MAX_RANGE = 100_000;

  private static final Map<String, Value.Function> FUNCTIONS =
      Map.of(
          "range", Globals::range,
          "dict", Globals::dict,
          "namespace", Globals::namespace,
          "cycler", Globals::cycler,
          "joiner", Globals::joiner,
          "raise_exception", Globals::raise,
          "strftime_now", Globals::now);

  private Globals() {}

  static Map<String, Value.Function> functions() {
    return FUNCTIONS;
  }

  private static Value range(Run run, Arguments arguments) {
    Arguments.Bound args = arguments.bind("range", 1, "start", "stop", "step");
    boolean one = arguments.positional().size() == 1;
    long start = one ? 0 : integer(args, 0);
    long stop = integer(args, one ? 0 : 1);
    long step = arguments.positional().size() < 3 ? 1 : integer(args, 2);
    if (step == 0) {
      throw TemplateException.evaluation("range: the step is 0");
    }
    Value.Range range = new Value.Range(start, stop, step);
    if (range.length() > MAX_RANGE) {
      throw TemplateException.limit("a range has more than " + MAX_RANGE + " numbers");
    }
    return range;
  }

  private static long integer(Arguments.Bound args, int place) {
    args.get(place);
    return args.integer(place, 0);
  }

  private static Value dict(Run run, Arguments arguments) {
    return Dict.of(entries(run, "dict", arguments));
  }

  /** Of a mapping or of pairs, and of what is named. */
  private static List<Dict.Entry> entries(Run run, String name, Arguments arguments) {
    List<Dict.Entry> entries = new ArrayList<>();
    if (arguments.positional().size() > 1) {
      throw TemplateException.evaluation(name + " takes at most one argument without a name");
    }
    for (Value given : arguments.positional()) {
      if (given instanceof Dict dict) {
        entries.addAll(dict.entries());
        continue;
      }
      for (Value pair : Sequences.list(run, given)) {
        List<Value> both = Sequences.list(run, pair);
        if (both.size() != 2) {
          throw TemplateException.evaluation(name + " takes pairs of key and value");
        }
        entries.add(new Dict.Entry(both.get(0), both.get(1)));
      }
    }
    arguments
        .named()
        .forEach((key, value) -> entries.add(new Dict.Entry(new Value.Str(key), value)));
    return entries;
  }

  private static Value namespace(Run run, Arguments arguments) {
    Map<String, Value> attributes = new LinkedHashMap<>();
    for (Dict.Entry entry : Dict.of(entries(run, "namespace", arguments)).entries()) {
      attributes.put(PythonText.str(run, entry.key()), entry.value());
    }
    return new Value.Namespace(attributes);
  }

  private static Value cycler(Run run, Arguments arguments) {
    return new Cycler(arguments.unnamed("cycler").positional());
  }

  /** Gives nothing when it is called first, then what stands between. */
  private static Value joiner(Run run, Arguments arguments) {
    Value between = arguments.bind("joiner", 0, "sep").or(0, new Value.Str(", "));
    Deque<Value> first = new ArrayDeque<>(List.of(new Value.Str("")));
    return (Value.Function)
        (itsRun, none) -> {
          none.bind("a joiner", 0);
          return first.isEmpty() ? between : first.remove();
        };
  }

  private static Value raise(Run run, Arguments arguments) {
    throw TemplateException.raised(
        PythonText.str(run, arguments.bind("raise_exception", 1, "message").get(0)));
  }

  private static Value now(Run run, Arguments arguments) {
    String format = arguments.bind("strftime_now", 1, "format").text(0);
    run.text(format.length());
    return new Value.Str(Strftime.format(format, ZonedDateTime.now(run.clock())));
  }
}
