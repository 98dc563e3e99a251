package io.didact.jinja;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code cycler(…)}: gives its items one after another, over and over. */
final class Cycler implements Value {
  private final List<Value> items;
  private int place;

  Cycler(List<Value> items) {
    if (items.isEmpty()) {
      throw TemplateException.evaluation("cycler is given nothing to cycle through");
    }
    this.items = items;
  }

  /** An attribute; null where there is none of this name. */
  @Nullable Value attribute(String name) {
    return switch (name) {
      case "items" -> new Tuple(items);
      case "pos" -> Int.of(place);
      case "current" -> items.get(place);
      case "next" -> method(name, this::next);
      case "reset" -> method(name, this::reset);
      default -> null;
    };
  }

  private static Function method(String name, Supplier<Value> body) {
    return (run, arguments) -> {
      arguments.bind(name, 0);
      return body.get();
    };
  }

  private Value next() {
    Value next = items.get(place);
    place = (place + 1) % items.size();
    return next;
  }

  private Value reset() {
    place = 0;
    return None.NONE;
  }
}
