package io.didact.jinja;

import io.didact.jinja.Value.Items;
import io.didact.jinja.Value.Lazy;
import io.didact.jinja.Value.Str;
import io.didact.jinja.Value.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Filters of sequences. Those that choose or change items do it when the items are taken. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void addTo(Table<Value> filters) {
    filters.put("length", 0, (run, value, args) -> Sequences.length(run, value));
    filters.alias("count", "length");
    filters.put("list", 0, (run, value, args) -> new Items(Sequences.list(run, value)));
    filters.put("items", 0, SequenceFilters::items);
    filters.put("first", 0, SequenceFilters::first);
    filters.put("last", 0, SequenceFilters::last);
    filters.put("join", 0, SequenceFilters::join, "d", "attribute");
    filters.put("map", SequenceFilters::map);
    for (String name : List.of("select", "reject", "selectattr", "rejectattr")) {
      filters.put(name, (run, value, arguments) -> choose(run, name, value, arguments));
    }
    filters.put("reverse", 0, SequenceFilters::reverse);
    filters.put("sort", 0, SequenceFilters::sort, "reverse", "case_sensitive", "attribute");
    filters.put("unique", 0, SequenceFilters::unique, "case_sensitive", "attribute");
    filters.put("dictsort", 0, SequenceFilters::dictSort, "case_sensitive", "by", "reverse");
    for (String name : List.of("min", "max")) {
      filters.put(
          name,
          0,
          (run, value, args) -> extreme(run, name, value, args),
          "case_sensitive",
          "attribute");
    }
    filters.put("sum", 0, SequenceFilters::sum, "attribute", "start");
  }

  private static Value items(Run run, Value value, Arguments.Bound args) {
    if (value instanceof Undefined) {
      return new Lazy(Collections.emptyIterator());
    }
    if (value instanceof Dict dict) {
      return new Lazy(dict.items().iterator());
    }
    throw TemplateException.evaluation("items takes a dictionary, not '" + value.type() + "'");
  }

  private static Value first(Run run, Value value, Arguments.Bound args) {
    Iterator<Value> items = Sequences.iterate(run, value);
    return items.hasNext() ? items.next() : new Undefined("there is no first item");
  }

  private static Value last(Run run, Value value, Arguments.Bound args) {
    if (value instanceof Lazy) {
      throw TemplateException.evaluation("last needs a list; add `| list`");
    }
    List<Value> items = Sequences.list(run, value);
    return items.isEmpty() ? new Undefined("there is no last item") : items.get(items.size() - 1);
  }

  private static Value join(Run run, Value value, Arguments.Bound args) {
    String separator = PythonText.str(run, args.or(0, new Str("")));
    UnaryOperator<Value> part = part(run, args, 1);
    StringBuilder out = new StringBuilder();
    boolean begun = false;
    Iterator<Value> items = Sequences.iterate(run, value);
    while (items.hasNext()) {
      String text = PythonText.str(run, part.apply(items.next()));
      run.work((long) text.length() + separator.length());
      out.append(begun ? separator : "").append(text);
      run.bound(out);
      begun = true;
    }
    return new Str(out.toString());
  }

  /**
   * {@code "a.b.0"}, one attribute after another; what is missing becomes the default, if given.
   */
  private static UnaryOperator<Value> attribute(Run run, Value path, @Nullable Value otherwise) {
    List<Value> keys = new ArrayList<>();
    if (path instanceof Str text) {
      for (String key : text.text().split("\\.", -1)) {
        keys.add(key.matches("\\d{1,9}") ? Value.Int.of(Integer.parseInt(key)) : new Str(key));
      }
    } else {
      keys.add(path);
    }
    return item -> {
      Value at = item;
      for (Value key : keys) {
        at = Members.item(run, at, key);
        if (otherwise != null && at instanceof Undefined) {
          at = otherwise;
        }
      }
      return at;
    };
  }

  /** The attribute that an argument names, or the item itself. */
  private static UnaryOperator<Value> part(Run run, Arguments.Bound args, int place) {
    return args.has(place) ? attribute(run, args.get(place), null) : item -> item;
  }

  private static Value map(Run run, Value value, Arguments arguments) {
    if (!isLazy(value) && !Logic.truth(value)) {
      return new Lazy(Collections.emptyIterator());
    }
    UnaryOperator<Value> change;
    if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
      Arguments.Bound args =
          new Arguments(List.of(), arguments.named()).bind("map", 0, "attribute", "default");
      change = attribute(run, args.get(0), args.has(1) ? args.get(1) : null);
    } else if (!arguments.positional().isEmpty()
        && arguments.positional().get(0) instanceof Str name) {
      Arguments rest = arguments.from(1);
      change = item -> Filters.TABLE.apply(run, name.text(), item, rest);
    } else {
      throw TemplateException.evaluation("map needs the name of a filter, or attribute=");
    }
    Iterator<Value> items = Sequences.iterate(run, value);
    return new Lazy(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return items.hasNext();
          }

          @Override
          public Value next() {
            return change.apply(items.next());
          }
        });
  }

  private static boolean isLazy(Value value) {
    return value instanceof Lazy;
  }

  private static Value choose(Run run, String name, Value value, Arguments arguments) {
    if (!isLazy(value) && !Logic.truth(value)) {
      return new Lazy(Collections.emptyIterator());
    }
    Arguments rest = arguments;
    UnaryOperator<Value> part = item -> item;
    if (name.endsWith("attr")) {
      if (arguments.positional().isEmpty()) {
        throw TemplateException.evaluation(name + " needs the name of an attribute");
      }
      part = attribute(run, arguments.positional().get(0), null);
      rest = arguments.from(1);
    }
    UnaryOperator<Value> looked = part;
    Predicate<Value> test = test(run, name, rest);
    boolean wanted = name.startsWith("select");
    return new Lazy(
        filtered(Sequences.iterate(run, value), item -> test.test(looked.apply(item)) == wanted));
  }

  private static Predicate<Value> test(Run run, String name, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      return Logic::truth;
    }
    if (!(arguments.positional().get(0) instanceof Str test)) {
      throw TemplateException.evaluation(name + " needs the name of a test");
    }
    Arguments rest = arguments.from(1);
    return item -> Logic.truth(Tests.TABLE.apply(run, test.text(), item, rest));
  }

  /** The items that pass, each looked at when it is needed. */
  static Iterator<Value> filtered(Iterator<Value> items, Predicate<Value> test) {
    return new Iterator<>() {
      private @Nullable Value next;

      @Override
      public boolean hasNext() {
        while (next == null && items.hasNext()) {
          Value item = items.next();
          next = test.test(item) ? item : null;
        }
        return next != null;
      }

      @Override
      public Value next() {
        if (!hasNext() || next == null) {
          throw new NoSuchElementException();
        }
        Value given = next;
        next = null;
        return given;
      }
    };
  }

  private static Value reverse(Run run, Value value, Arguments.Bound args) {
    List<Value> items = Sequences.list(run, value);
    Collections.reverse(items);
    if (value instanceof Str) {
      StringBuilder text = new StringBuilder();
      items.forEach(item -> text.append(PythonText.str(run, item)));
      return new Str(text.toString());
    }
    return isLazy(value) ? new Items(items) : new Lazy(items.iterator());
  }

  private static Value sort(Run run, Value value, Arguments.Bound args) {
    Function<Value, Value> key = keys(run, args, 2, args.truth(1, false));
    return new Items(sorted(run, Sequences.list(run, value), key, args.truth(0, false)));
  }

  private static List<Value> sorted(
      Run run, List<Value> items, Function<Value, Value> key, boolean descending) {
    record Keyed(Value key, Value item) {}
    List<Keyed> keyed = new ArrayList<>();
    items.forEach(item -> keyed.add(new Keyed(key.apply(item), item)));
    Comparator<Keyed> order = (a, b) -> Logic.order(run, "<", a.key(), b.key()).orElse(0);
    keyed.sort(descending ? order.reversed() : order);
    List<Value> sorted = new ArrayList<>();
    keyed.forEach(each -> sorted.add(each.item()));
    return sorted;
  }

  /** What items are compared by: attributes after commas, small letters unless case matters. */
  private static Function<Value, Value> keys(
      Run run, Arguments.Bound args, int place, boolean caseSensitive) {
    List<UnaryOperator<Value>> parts = new ArrayList<>();
    if (!args.has(place)) {
      parts.add(item -> item);
    } else if (args.get(place) instanceof Str paths) {
      for (String path : paths.text().split(",", -1)) {
        parts.add(attribute(run, new Str(path), null));
      }
    } else {
      parts.add(attribute(run, args.get(place), null));
    }
    return item -> {
      List<Value> key = new ArrayList<>();
      parts.forEach(part -> key.add(folded(part.apply(item), caseSensitive)));
      return new Items(key);
    };
  }

  private static Value folded(Value value, boolean caseSensitive) {
    return !caseSensitive && value instanceof Str text
        ? new Str(text.text().toLowerCase(Locale.ROOT))
        : value;
  }

  private static Value unique(Run run, Value value, Arguments.Bound args) {
    UnaryOperator<Value> part = part(run, args, 1);
    boolean caseSensitive = args.truth(0, false);
    Set<Object> seen = new HashSet<>();
    return new Lazy(
        filtered(
            Sequences.iterate(run, value),
            item -> seen.add(Dict.key(folded(part.apply(item), caseSensitive)))));
  }

  private static Value dictSort(Run run, Value value, Arguments.Bound args) {
    if (!(value instanceof Dict dict)) {
      throw TemplateException.evaluation("dictsort takes a dictionary, not '" + value.type() + "'");
    }
    String by = args.has(1) ? args.text(1) : "key";
    if (!by.equals("key") && !by.equals("value")) {
      throw TemplateException.evaluation("dictsort: by is key or value");
    }
    boolean caseSensitive = args.truth(0, false);
    return new Items(
        sorted(
            run,
            dict.items(),
            item ->
                folded(((Value.Tuple) item).items().get(by.equals("key") ? 0 : 1), caseSensitive),
            args.truth(2, false)));
  }

  private static Value extreme(Run run, String name, Value value, Arguments.Bound args) {
    boolean caseSensitive = args.truth(0, false);
    UnaryOperator<Value> part = part(run, args, 1);
    Function<Value, Value> key = item -> folded(part.apply(item), caseSensitive);
    Iterator<Value> items = Sequences.iterate(run, value);
    if (!items.hasNext()) {
      return new Undefined("there is no item, so there is no " + name);
    }
    Value best = items.next();
    Value bestKey = key.apply(best);
    while (items.hasNext()) {
      Value item = items.next();
      Value itemKey = key.apply(item);
      int order = Logic.order(run, "<", itemKey, bestKey).orElse(0);
      if (name.equals("min") ? order < 0 : order > 0) {
        best = item;
        bestKey = itemKey;
      }
    }
    return best;
  }

  private static Value sum(Run run, Value value, Arguments.Bound args) {
    UnaryOperator<Value> part = part(run, args, 0);
    Value sum = args.or(1, Value.Int.of(0));
    if (sum instanceof Str) {
      throw TemplateException.evaluation("sum adds no texts; use join");
    }
    Iterator<Value> items = Sequences.iterate(run, value);
    while (items.hasNext()) {
      sum = Sequences.apply(run, "+", sum, part.apply(items.next()));
    }
    return sum;
  }
}
