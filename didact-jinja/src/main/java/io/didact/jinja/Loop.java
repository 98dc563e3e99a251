package io.didact.jinja;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code loop}: where a running {@code for} is. Items are taken only as far as they are needed. */
final class Loop implements Value {
  private static final Undefined NONE_BEFORE = new Undefined("there is no previous item");
  private static final Undefined NONE_AFTER = new Undefined("there is no next item");

  private final Iterator<Value> source;

  /** Items that were looked at and not yet given. */
  private final Deque<Value> ahead = new ArrayDeque<>();

  private int index0 = -1;
  private Value before = NONE_BEFORE;
  private @Nullable Value current;
  private @Nullable List<Value> changedFrom;

  Loop(Iterator<Value> source) {
    this.source = source;
  }

  boolean hasNext() {
    return !ahead.isEmpty() || source.hasNext();
  }

  Value next() {
    before = current == null ? NONE_BEFORE : current;
    Value next = ahead.isEmpty() ? source.next() : ahead.remove();
    current = next;
    index0++;
    return next;
  }

  /** Which item is being worked on, from 1. */
  int place() {
    return index0 + 1;
  }

  /** Of the whole loop. */
  long length() {
    source.forEachRemaining(ahead::add);
    return index0 + 1L + ahead.size();
  }

  /** An attribute; null where there is none of this name. */
  @Nullable Value attribute(Run run, String name) {
    return switch (name) {
      case "index" -> Int.of(index0 + 1L);
      case "index0" -> Int.of(index0);
      case "first" -> Bool.of(index0 == 0);
      case "last" -> Bool.of(!hasNext());
      case "length" -> Int.of(length());
      case "revindex" -> Int.of(length() - index0);
      case "revindex0" -> Int.of(length() - index0 - 1);
      case "depth" -> Int.of(1);
      case "depth0" -> Int.of(0);
      case "previtem" -> before;
      case "nextitem" -> nextItem();
      case "cycle" -> (Function) (context, arguments) -> cycle(arguments.positional());
      case "changed" -> (Function) (context, arguments) -> changed(run, arguments.positional());
      default -> null;
    };
  }

  private Value nextItem() {
    if (ahead.isEmpty() && source.hasNext()) {
      ahead.add(source.next());
    }
    Value next = ahead.peek();
    return next == null ? NONE_AFTER : next;
  }

  private Value cycle(List<Value> values) {
    if (values.isEmpty()) {
      throw TemplateException.evaluation("loop.cycle is given nothing to cycle through");
    }
    return values.get(index0 % values.size());
  }

  private Value changed(Run run, List<Value> values) {
    boolean same =
        changedFrom != null && Logic.equal(run, new Items(changedFrom), new Items(values));
    changedFrom = values;
    return Bool.of(!same);
  }
}
