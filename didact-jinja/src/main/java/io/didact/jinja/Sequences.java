package io.didact.jinja;

import io.didact.jinja.Value.Indexed;
import io.didact.jinja.Value.Listed;
import io.didact.jinja.Value.Range;
import io.didact.jinja.Value.Str;
import io.didact.jinja.Value.Undefined;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Length, iteration, items and slices, and the operators that lists and texts share with numbers.
 */
final class Sequences {
  private Sequences() {}

  /** How many items; empty for what has no length. */
  static Optional<Long> size(Value value) {
    if (value instanceof Str text) {
      return Optional.of((long) text.text().codePointCount(0, text.text().length()));
    }
    if (value instanceof Listed list) {
      return Optional.of((long) list.items().size());
    }
    if (value instanceof Dict dict) {
      return Optional.of((long) dict.size());
    }
    if (value instanceof Value.View view) {
      return Optional.of((long) view.items().size());
    }
    if (value instanceof Range range) {
      return Optional.of(range.length());
    }
    if (value instanceof Loop loop) {
      return Optional.of(loop.length());
    }
    return value instanceof Undefined ? Optional.of(0L) : Optional.empty();
  }

  /** {@code len(value)}. */
  static Value length(Run run, Value value) {
    if (value instanceof Str text) {
      run.work(text.text().length() / 16);
    }
    return Value.Int.of(
        size(value)
            .orElseThrow(
                () ->
                    TemplateException.evaluation(
                        "object of type '" + value.type() + "' has no length")));
  }

  static boolean isIterable(Value value) {
    return value instanceof Value.Lazy || size(value).isPresent();
  }

  /** The items in order; each counts as work when it is taken. */
  static Iterator<Value> iterate(Run run, Value value) {
    Iterator<Value> items = items(run, value);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Value next() {
        run.work(1);
        return items.next();
      }
    };
  }

  private static Iterator<Value> items(Run run, Value value) {
    if (value instanceof Value.Lazy lazy) {
      return lazy.items();
    }
    if (value instanceof Undefined) {
      return Collections.emptyIterator();
    }
    if (value instanceof Dict dict) {
      return dict.keys().iterator();
    }
    if (value instanceof Str text) {
      run.work(text.text().length());
    }
    List<Value> list = indexed(value);
    if (list != null) {
      return list.iterator();
    }
    if (value instanceof Value.View view) {
      return view.items().iterator();
    }
    throw TemplateException.evaluation("'" + value.type() + "' object is not iterable");
  }

  /** The items as a list. */
  static List<Value> list(Run run, Value value) {
    List<Value> list = new ArrayList<>();
    iterate(run, value).forEachRemaining(list::add);
    return list;
  }

  /** The items of what can be indexed; null for all else. */
  static @Nullable List<Value> indexed(Value value) {
    if (value instanceof Listed list) {
      return list.items();
    }
    if (value instanceof Str text) {
      return PythonText.characters(text.text());
    }
    if (value instanceof Range range) {
      return LongStream.range(0, range.length()).mapToObj(range::at).toList();
    }
    return null;
  }

  /** {@code value[key]}; null where there is no such item. */
  static @Nullable Value item(Run run, Value value, Value key) {
    if (value instanceof Dict dict) {
      return Dict.isKey(key) ? dict.get(key) : null;
    }
    Optional<Integer> index = Numbers.index(key);
    if (index.isEmpty()) {
      return null;
    }
    if (!(value instanceof Indexed)) {
      return null;
    }
    long size = size(value).orElse(0L);
    long at = index.get() < 0 ? index.get() + size : index.get();
    if (at < 0 || at >= size) {
      return null;
    }
    if (value instanceof Str text) {
      run.work(text.text().length() / 16);
      int start = text.text().offsetByCodePoints(0, (int) at);
      return new Str(Character.toString(text.text().codePointAt(start)));
    }
    if (value instanceof Range range) {
      return range.at(at);
    }
    return ((Listed) value).items().get((int) at);
  }

  /** {@code value[start:stop:step]}; bounds that are left out are {@code none}. */
  static Value slice(Run run, Value value, Value start, Value stop, Value step) {
    int stride = bound(step, 1);
    if (stride == 0) {
      throw TemplateException.evaluation("the step of a slice is 0");
    }
    value.requireDefined();
    if (!(value instanceof Indexed)) {
      throw TemplateException.evaluation("'" + value.type() + "' object cannot be sliced");
    }
    int size = (int) (long) size(value).orElse(0L);
    run.work(size);
    int least = stride > 0 ? 0 : -1;
    int most = stride > 0 ? size : size - 1;
    int from = clamp(bound(start, stride > 0 ? 0 : size - 1), start, size, least, most);
    int to = clamp(bound(stop, stride > 0 ? size : -1), stop, size, least, most);
    if (value instanceof Range range) {
      return new Range(
          range.start() + from * range.step(),
          range.start() + to * range.step(),
          stride * range.step());
    }
    List<Value> picked = new ArrayList<>();
    List<Value> all = indexed(value);
    if (all != null) {
      for (long i = from; stride > 0 ? i < to : i > to; i += stride) {
        picked.add(all.get((int) i));
      }
    }
    if (value instanceof Str) {
      StringBuilder text = new StringBuilder();
      picked.forEach(each -> text.append(((Str) each).text()));
      return new Str(text.toString());
    }
    return ((Listed) value).with(picked);
  }

  private static int bound(Value value, int otherwise) {
    if (value == Value.None.NONE) {
      return otherwise;
    }
    value.requireDefined();
    return Numbers.index(value)
        .orElseThrow(
            () ->
                TemplateException.evaluation(
                    "the bounds of a slice are integers or none, not '" + value.type() + "'"));
  }

  private static int clamp(int bound, Value given, int size, int least, int most) {
    long absolute = given != Value.None.NONE && bound < 0 ? (long) bound + size : bound;
    return (int) Math.max(least, Math.min(most, absolute));
  }

  /** {@code left operator right} for all but comparisons. */
  static Value apply(Run run, String operator, Value left, Value right) {
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.apply(operator, left, right);
    }
    switch (operator) {
      case "+" -> {
        if (left instanceof Str a && right instanceof Str b) {
          run.text((long) a.text().length() + b.text().length());
          return new Str(a.text() + b.text());
        }
        if (left instanceof Listed a && right instanceof Listed b && sameType(a, b)) {
          run.text((long) a.items().size() + b.items().size());
          return a.with(Stream.of(a, b).flatMap(each -> each.items().stream()).toList());
        }
      }
      case "*" -> {
        Value times = Numbers.integer(right) != null ? right : left;
        Value repeated = times == right ? left : right;
        Optional<Integer> count = Numbers.index(times);
        if (count.isPresent() && !(repeated instanceof Undefined)) {
          Value result = repeat(run, repeated, Math.max(0, count.get()));
          if (result != null) {
            return result;
          }
        }
      }
      case "%" -> {
        if (left instanceof Str format) {
          return new Str(PercentFormat.format(run, format.text(), right));
        }
      }
      default -> {}
    }
    throw unsupported(operator, left, right);
  }

  /** Whether both are lists, or both tuples. */
  static boolean sameType(Listed a, Listed b) {
    return a.getClass() == b.getClass();
  }

  private static @Nullable Value repeat(Run run, Value value, int count) {
    if (value instanceof Str text) {
      run.text((long) text.text().length() * count);
      return new Str(text.text().repeat(count));
    }
    if (!(value instanceof Listed list)) {
      return null;
    }
    run.text((long) Math.max(1, list.items().size()) * count);
    return list.with(
        list.items().isEmpty()
            ? List.of()
            : Collections.nCopies(count, list.items()).stream().flatMap(List::stream).toList());
  }

  static TemplateException unsupported(String operator, Value left, Value right) {
    for (Value value : List.of(left, right)) {
      if (value instanceof Undefined undefined) {
        return TemplateException.evaluation(undefined.why());
      }
    }
    return TemplateException.evaluation(
        "`" + operator + "` does not go with '" + left.type() + "' and '" + right.type() + "'");
  }
}
