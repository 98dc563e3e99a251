package io.didact.jinja;

import io.didact.jinja.Value.Items;
import io.didact.jinja.Value.Str;
import io.didact.jinja.Value.Tuple;
import io.didact.jinja.Value.Undefined;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code value.name} and {@code value[key]} with Jinja's rules of which is tried first. */
final class Members {
  /** Methods of Python's lists and dictionaries that change them; templates may not. */
  private static final Set<String> CHANGING =
      Set.of(
          "append",
          "clear",
          "extend",
          "insert",
          "pop",
          "popitem",
          "remove",
          "reverse",
          "setdefault",
          "sort",
          "update");

  private Members() {}

  /** {@code value.name}: an attribute or method, else an item. */
  static Value attribute(Run run, Value value, String name) {
    requireDefined(value);
    Value member = member(run, value, name);
    if (member == null && value instanceof Dict dict) {
      member = dict.get(new Str(name));
    }
    return member != null ? member : missing(value, "attribute '" + name + "'");
  }

  /** {@code value[key]}: an item, else an attribute or method. */
  static Value item(Run run, Value value, Value key) {
    requireDefined(value);
    Value item = Sequences.item(run, value, key);
    if (item == null && key instanceof Str name) {
      item = member(run, value, name.text());
    }
    if (item != null) {
      return item;
    }
    return missing(
        value,
        key instanceof Str name
            ? "attribute '" + name.text() + "'"
            : "element " + (Numbers.isNumber(key) ? PythonText.str(run, key) : key.type()));
  }

  private static void requireDefined(Value value) {
    if (value instanceof Undefined undefined) {
      throw TemplateException.evaluation(undefined.why());
    }
  }

  private static Undefined missing(Value value, String what) {
    return new Undefined(
        "'" + value.type() + (value == Value.None.NONE ? "'" : " object'") + " has no " + what);
  }

  private static @Nullable Value member(Run run, Value value, String name) {
    if (value instanceof Value.Namespace namespace) {
      return namespace.attributes().get(name);
    }
    if (value instanceof Loop loop) {
      return loop.attribute(run, name);
    }
    if (value instanceof Str text) {
      return StringMethods.find(text.text(), name);
    }
    if (value instanceof Dict dict) {
      return CHANGING.contains(name) ? forbidden(name) : dictMethod(dict, name);
    }
    if (value instanceof Items list) {
      return CHANGING.contains(name) ? forbidden(name) : listMethod(list.items(), list, name);
    }
    if (value instanceof Tuple || value instanceof Value.Range) {
      List<Value> items = Sequences.indexed(value);
      return items == null ? null : listMethod(items, null, name);
    }
    return null;
  }

  private static Undefined forbidden(String name) {
    return new Undefined("a template may not change a list or dictionary with `" + name + "`");
  }

  private static @Nullable Value dictMethod(Dict dict, String name) {
    return switch (name) {
      case "keys" -> view(name, dict.keys());
      case "values" -> view(name, dict.values());
      case "items" -> view(name, dict.items());
      case "copy" -> constant(name, dict);
      case "get" ->
          new Value.Function(
              name,
              (run, arguments) -> {
                Arguments.Bound args = arguments.unnamed(name).bind(name, 1, "key", "default");
                Value found = dict.get(args.get(0));
                return found != null ? found : args.or(1, Value.None.NONE);
              });
      default -> null;
    };
  }

  private static Value view(String name, List<Value> items) {
    return constant(name, new Value.View("dict_" + name, items));
  }

  private static Value constant(String name, Value value) {
    return new Value.Function(
        name,
        (run, arguments) -> {
          arguments.bind(name, 0);
          return value;
        });
  }

  private static @Nullable Value listMethod(List<Value> items, @Nullable Value self, String name) {
    return switch (name) {
      case "copy" -> self == null ? null : constant(name, self);
      case "count" ->
          new Value.Function(
              name,
              (run, arguments) -> {
                Value wanted = arguments.unnamed(name).bind(name, 1, "value").get(0);
                return Value.Int.of(
                    items.stream().filter(each -> Logic.equal(run, each, wanted)).count());
              });
      case "index" ->
          new Value.Function(
              name,
              (run, arguments) -> {
                Value wanted = arguments.unnamed(name).bind(name, 1, "value").get(0);
                for (int i = 0; i < items.size(); i++) {
                  if (Logic.equal(run, items.get(i), wanted)) {
                    return Value.Int.of(i);
                  }
                }
                throw TemplateException.evaluation("index: the value is not in the list");
              });
      default -> null;
    };
  }
}
