package io.didact.config;

import java.util.Map;
import java.util.stream.IntStream;

/**
 * A {@code key=value} from the command line. The key is a dotted path; an element of a list is
 * named by its number from 0, or by its {@code name}. The value is YAML.
 *
 * @param path such as {@code stages.rlt.steps}
 * @param value YAML text, such as {@code 60} or {@code [1, 0.01]}
 */
record Setting(String path, String value) {

  /** Puts all overrides into the document, in order, so that a later one wins. */
  static Yaml apply(Iterable<String> overrides, Yaml document, Diagnostics diagnostics) {
    Yaml changed = document;
    for (String text : overrides) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        diagnostics.add(0, "", "`" + text + "` is not of the form key=value");
        continue;
      }
      Setting setting = new Setting(text.substring(0, equals), text.substring(equals + 1));
      Yaml value = YamlParser.value(setting.value, setting.path, diagnostics);
      if (value != null) {
        changed = setting.put(changed, setting.path, value, diagnostics);
      }
    }
    return changed;
  }

  private Yaml put(Yaml target, String rest, Yaml leaf, Diagnostics diagnostics) {
    int dot = rest.indexOf('.');
    String key = dot < 0 ? rest : rest.substring(0, dot);
    String below = dot < 0 ? "" : rest.substring(dot + 1);
    if (target instanceof Yaml.Sequence list) {
      int index = index(list, key);
      if (index < 0) {
        diagnostics.add(0, path, "the list has no element `" + key + "`");
        return target;
      }
      return list.with(index, value(list.items().get(index), below, leaf, diagnostics));
    }
    Yaml.Mapping mapping =
        target instanceof Yaml.Mapping m ? m : new Yaml.Mapping(asType(target), target.line());
    Yaml.Entry old = mapping.entries().get(key);
    Yaml oldValue = old == null ? new Yaml.Mapping(Map.of(), 0) : old.value();
    int line = old == null || below.isEmpty() ? 0 : old.line();
    return mapping.with(key, new Yaml.Entry(line, value(oldValue, below, leaf, diagnostics)));
  }

  private Yaml value(Yaml old, String below, Yaml leaf, Diagnostics diagnostics) {
    return below.isEmpty() ? leaf : put(old, below, leaf, diagnostics);
  }

  /** {@code schedule: cosine} and then {@code schedule.warmup=0.1}: the word was a type. */
  private static Map<String, Yaml.Entry> asType(Yaml target) {
    return target instanceof Yaml.Scalar s && !s.isNull()
        ? Map.of(Variants.TYPE, new Yaml.Entry(s.line(), s))
        : Map.of();
  }

  private static int index(Yaml.Sequence list, String key) {
    return IntStream.range(0, list.items().size())
        .filter(i -> key.equals(String.valueOf(i)) || isNamed(list.items().get(i), key))
        .findFirst()
        .orElse(-1);
  }

  private static boolean isNamed(Yaml item, String name) {
    if (!(item instanceof Yaml.Mapping mapping)) {
      return false;
    }
    Yaml.Entry entry = mapping.entries().get("name");
    return entry != null && entry.value() instanceof Yaml.Scalar s && s.text().equals(name);
  }
}
