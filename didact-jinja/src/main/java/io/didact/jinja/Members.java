package io.didact.jinja;

import io.didact.jinja.Value.Items;
import io.didact.jinja.Value.Str;
import io.didact.jinja.Value.Undefined;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code value.name} and {@code value[key]} with Jinja's rules of which is tried first. */
final class Members {
  /** Methods of Python's lists and dictionaries that change them; templates may not. */
  private static final Set<String> CHANGING =
      Set.of(
          ("append clear extend insert pop popitem remove reverse setdefault sort update")
              .split(" "));

  private static final Table<Dict> DICT_METHODS = new Table<>("method");
  private static final Table<List<Value>> LIST_METHODS = new Table<>("method");

  static {
    DICT_METHODS.put("keys", 0, (run, dict, args) -> new Value.View("dict_keys", dict.keys()));
    DICT_METHODS.put(
        "values", 0, (run, dict, args) -> new Value.View("dict_values", dict.values()));
    DICT_METHODS.put("items", 0, (run, dict, args) -> new Value.View("dict_items", dict.items()));
    DICT_METHODS.put("copy", 0, (run, dict, args) -> dict);
    DICT_METHODS.putUnnamed("get", 1, Members::get, "key", "default");
    LIST_METHODS.putUnnamed("count", 1, Members::count, "value");
    LIST_METHODS.putUnnamed("index", 1, Members::index, "value");
  }

  private Members() {}

  /** {@code value.name}: an attribute or method, else an item. */
  static Value attribute(Run run, Value value, String name) {
    value.requireDefined();
    Value member = member(run, value, name);
    if (member == null && value instanceof Dict dict) {
      member = dict.get(new Str(name));
    }
    return member != null ? member : missing(value, "attribute '" + name + "'");
  }

  /** {@code value[key]}: an item, else an attribute or method. */
  static Value item(Run run, Value value, Value key) {
    value.requireDefined();
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
    if (value instanceof Cycler cycler) {
      return cycler.attribute(name);
    }
    if (value instanceof Str text) {
      return StringMethods.find(text.text(), name);
    }
    boolean changes = CHANGING.contains(name);
    if (value instanceof Dict dict) {
      return changes ? forbidden(name) : DICT_METHODS.method(dict, name);
    }
    if (value instanceof Items list) {
      return changes ? forbidden(name) : listMethod(list, name);
    }
    List<Value> items = value instanceof Str ? null : Sequences.indexed(value);
    return items == null ? null : LIST_METHODS.method(items, name);
  }

  private static Undefined forbidden(String name) {
    return new Undefined("a template may not change a list or dictionary with `" + name + "`");
  }

  private static @Nullable Value listMethod(Items list, String name) {
    Value.Function copy =
        (run, arguments) -> {
          arguments.bind(name, 0);
          return list;
        };
    return name.equals("copy") ? copy : LIST_METHODS.method(list.items(), name);
  }

  private static Value get(Run run, Dict dict, Arguments.Bound args) {
    Value found = dict.get(args.get(0));
    return found != null ? found : args.or(1, Value.None.NONE);
  }

  private static Value count(Run run, List<Value> items, Arguments.Bound args) {
    Value wanted = args.get(0);
    return Value.Int.of(items.stream().filter(each -> Logic.equal(run, each, wanted)).count());
  }

  private static Value index(Run run, List<Value> items, Arguments.Bound args) {
    for (int i = 0; i < items.size(); i++) {
      if (Logic.equal(run, items.get(i), args.get(0))) {
        return Value.Int.of(i);
      }
    }
    throw TemplateException.evaluation("index: the value is not in the list");
  }
}
