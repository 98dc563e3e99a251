package io.didact.config;

import io.didact.text.NearestName;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value of YAML → a value of a Java type, by the type. */
final class ValueBinder {
  private final Diagnostics diagnostics;
  private final Path directory;
  private final boolean inputsExist;
  private final RecordBinder records;
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final Map<String, Object> bound = new LinkedHashMap<>();

  /**
   * @param directory where relative {@link Input} paths start
   * @param inputsExist whether the files that they name must be there
   */
  ValueBinder(Diagnostics diagnostics, Path directory, boolean inputsExist) {
    this.diagnostics = diagnostics;
    this.directory = directory;
    this.inputsExist = inputsExist;
    this.records = new RecordBinder(diagnostics, this);
  }

  /** Dotted path → line of its key, for all that was bound. */
  Map<String, Integer> lines() {
    return lines;
  }

  /** Dotted path → value, for all that was bound and is right in itself. */
  Map<String, Object> bound() {
    return Collections.unmodifiableMap(bound);
  }

  /** The line of a block's key, or of the block itself. */
  int lineOf(String path, Yaml block) {
    return lines.getOrDefault(path, block.line());
  }

  /** The line of a path, or of what is nearest around it. */
  int nearestLine(String path, Yaml block) {
    for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('.')))) {
      Integer line = lines.get(at);
      if (line != null) {
        return line;
      }
    }
    return block.line();
  }

  @Nullable Object bind(AnnotatedType type, Yaml.Entry entry, Base base, String path) {
    lines.put(path, entry.line());
    Object value = bind(type, entry.value(), base, path);
    if (value != null) {
      bound.put(path, value);
    }
    return value;
  }

  @Nullable Object bind(AnnotatedType type, Yaml value, Base base, String path) {
    Class<?> raw = Types.raw(type);
    boolean isNull = value instanceof Yaml.Scalar s && s.isNull();
    try {
      if (raw == Optional.class) {
        Base inner =
            base instanceof Base.Instance i
                ? ((Optional<?>) i.value()).<Base>map(Base.Instance::new).orElse(Base.NONE)
                : base;
        return isNull
            ? Optional.empty()
            : Optional.ofNullable(bind(Types.argument(type, 0), value, inner, path));
      }
      if (isNull && RecordShape.isNullable(type)) {
        return null;
      }
      if (raw == Object.class && !isNull) {
        return Scalars.json(value);
      }
      if (raw == List.class) {
        return list(Types.argument(type, 0), value, path);
      }
      if (raw == Map.class) {
        return map(type, value, path);
      }
      if (raw.isInterface() && raw != Path.class) {
        return variant(raw, value, base, path);
      }
      if (raw.isRecord()) {
        return record(raw, value, base, path);
      }
      if (!(value instanceof Yaml.Scalar scalar) || isNull) {
        throw Scalars.expected("a single value", value);
      }
      if (raw == Path.class) {
        return path(scalar, type.isAnnotationPresent(Input.class));
      }
      return Scalars.parse(raw, scalar)
          .orElseThrow(() -> new IllegalStateException("a configuration cannot hold a " + raw));
    } catch (IllegalArgumentException e) {
      diagnostics.add(lineOf(path, value), path, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** A single word stands for a list of it. */
  private @Nullable List<Object> list(AnnotatedType element, Yaml value, String path) {
    if (value instanceof Yaml.Scalar only && !only.isNull()) {
      Object item = bind(element, only, Base.NONE, path);
      return item == null ? null : List.of(item);
    }
    if (!(value instanceof Yaml.Sequence sequence)) {
      throw Scalars.expected("a list", value);
    }
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Yaml item = sequence.items().get(i);
      String itemPath = Yaml.child(path, String.valueOf(i));
      Object bound = bind(element, new Yaml.Entry(item.line(), item), Base.NONE, itemPath);
      if (bound != null) {
        items.add(bound);
      }
    }
    return items.size() == sequence.items().size() ? List.copyOf(items) : null;
  }

  private Map<Object, Object> map(AnnotatedType type, Yaml value, String path) {
    if (!(value instanceof Yaml.Mapping mapping)) {
      throw Scalars.expected("a block of keys", value);
    }
    AnnotatedType keyType = Types.argument(type, 0);
    AnnotatedType valueType = Types.argument(type, 1);
    Map<Object, Object> result = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              String keyPath = Yaml.child(path, key);
              Object boundKey =
                  bind(keyType, new Yaml.Scalar(key, true, entry.line()), Base.NONE, keyPath);
              Object bound = bind(valueType, entry, Base.NONE, keyPath);
              if (boundKey != null && bound != null) {
                result.put(boundKey, bound);
              }
            });
    return Collections.unmodifiableMap(result);
  }

  private @Nullable Object variant(Class<?> type, Yaml value, Base base, String path) {
    Variants variants = Variants.of(type);
    if (value instanceof Yaml.Scalar name && !name.isNull()) {
      return variant(type, variants, name, new Yaml.Mapping(Map.of(), name.line()), base, path);
    }
    if (!(value instanceof Yaml.Mapping mapping)) {
      throw Scalars.expected("one of " + String.join(", ", variants.words()), value);
    }
    Yaml.Entry chosen = mapping.entries().get(Variants.TYPE);
    Yaml.Mapping block = mapping.without(Variants.TYPE);
    if (chosen == null && base instanceof Base.Instance i && i.value() instanceof Record r) {
      return records.bind(r.getClass(), block, base, path);
    }
    if (chosen == null) {
      String names = String.join(", ", variants.words());
      throw new IllegalArgumentException("the key `type` is missing: one of " + names);
    }
    if (!(chosen.value() instanceof Yaml.Scalar name)) {
      throw Scalars.expected("a word as `type`", chosen.value());
    }
    return variant(type, variants, name, block, base, path);
  }

  private @Nullable Object variant(
      Class<?> type,
      Variants variants,
      Yaml.Scalar name,
      Yaml.Mapping block,
      Base base,
      String path) {
    String preset = variants.presets().get(name.text());
    if (preset != null
        && YamlParser.value(preset, path, diagnostics) instanceof Yaml.Mapping keys) {
      return variant(type, block.over(keys, name.line()), base, path);
    }
    Object choice = variants.byName().get(name.text());
    if (choice == null) {
      diagnostics.add(
          name.line(),
          path,
          "unknown type " + name.describe() + NearestName.hint(name.text(), variants.words()));
      return null;
    }
    if (choice instanceof Class<?> recordType) {
      boolean same = base instanceof Base.Instance i && recordType.isInstance(i.value());
      return records.bind(recordType, block, same ? base : Base.NONE, path);
    }
    if (!block.entries().isEmpty()) {
      throw new IllegalArgumentException(name.text() + " has no keys of its own");
    }
    return choice;
  }

  /**
   * A record is a block of keys, or a single word where it has a static {@code named(String)} or
   * {@code named(String, Path)}; the path is the directory that a relative path in the word starts
   * from.
   */
  private @Nullable Object record(Class<?> type, Yaml value, Base base, String path) {
    if (value instanceof Yaml.Mapping block) {
      return records.bind(type, block, base, path);
    }
    if (value instanceof Yaml.Scalar name && !name.isNull()) {
      Optional<Method> method =
          Arrays.stream(type.getDeclaredMethods())
              .filter(m -> m.getName().equals("named") && Modifier.isStatic(m.getModifiers()))
              .max(Comparator.comparingInt(Method::getParameterCount));
      if (method.isPresent()) {
        return named(method.get(), name);
      }
    }
    throw Scalars.expected("a block of keys", value);
  }

  /** What the key `base` of a block names. */
  Base preset(Method method, Yaml.Entry entry, String path) {
    lines.put(path, entry.line());
    try {
      if (entry.value() instanceof Yaml.Scalar name && !name.isNull()) {
        return new Base.Instance(named(method, name));
      }
      throw Scalars.expected("a name", entry.value());
    } catch (IllegalArgumentException e) {
      diagnostics.add(entry.line(), path, String.valueOf(e.getMessage()));
      return Base.UNKNOWN;
    }
  }

  private Object named(Method method, Yaml.Scalar name) {
    Object[] arguments =
        method.getParameterCount() == 1
            ? new Object[] {name.text()}
            : new Object[] {HomePath.expand(name.text()), directoryOf(name)};
    try {
      method.setAccessible(true);
      return method.invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(String.valueOf(e.getTargetException().getMessage()), e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot call " + method, e);
    }
  }

  private Path path(Yaml.Scalar scalar, boolean isInput) {
    Path given;
    try {
      given = Path.of(HomePath.expand(scalar.text()));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not a path: " + e.getReason(), e);
    }
    if (!isInput) {
      return given;
    }
    Path found = directoryOf(scalar).resolve(given).normalize();
    if (scalar.text().isEmpty() || inputsExist && !isThere(found)) {
      throw new IllegalArgumentException(missing(found));
    }
    return found;
  }

  /** Whether there is such a file; who reads a pattern's files says whether there are any. */
  private static boolean isThere(Path path) {
    return Files.exists(path) || path.toString().matches("(?s).*[*?\\[{].*");
  }

  /** Where a relative path in a word starts: the command line's in the working directory. */
  private Path directoryOf(Yaml.Scalar scalar) {
    return scalar.line() == 0 ? Path.of("") : directory;
  }

  /** Names the first part of the path that is not there. */
  private static String missing(Path wanted) {
    Path parent = wanted.toAbsolutePath().getParent();
    String what = "there is no file or directory " + wanted;
    while (parent != null && !Files.exists(parent)) {
      what = "there is no directory " + parent + ", wanted for " + wanted;
      parent = parent.getParent();
    }
    return what;
  }
}
