package io.didact.config;

import io.didact.text.NearestName;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A block of keys → a record: unknown keys, missing keys, defaults, and the record's own checks.
 */
final class RecordBinder {
  /** The key that names what the other keys of a block are laid over. */
  private static final String BASE = "base";

  private final Diagnostics diagnostics;
  private final ValueBinder values;

  RecordBinder(Diagnostics diagnostics, ValueBinder values) {
    this.diagnostics = diagnostics;
    this.values = values;
  }

  /**
   * @param base what to take absent keys from: an instance, {@link Base#NONE} for the record's own
   *     defaults, {@link Base#UNKNOWN} where they could not be worked out
   * @return null where a problem was found
   */
  @Nullable Object bind(Class<?> type, Yaml.Mapping block, Base base, String path) {
    RecordShape shape = RecordShape.of(type);
    Yaml.Entry preset = block.entries().get(BASE);
    if (preset == null || shape.preset() == null) {
      return bind(shape, block, base, path);
    }
    Base named = values.preset(shape.preset(), preset, Yaml.child(path, BASE));
    return bind(shape, block.without(BASE), named, path);
  }

  private @Nullable Object bind(RecordShape shape, Yaml.Mapping block, Base base, String path) {
    final int before = diagnostics.count();
    reportUnknown(shape, block, path);
    Map<String, @Nullable Object> bound = new LinkedHashMap<>();
    Map<String, @Nullable Object> defaults = null;
    if (base instanceof Base.Instance instance) {
      defaults = shape.values(instance.value());
    } else {
      bindKeys(shape.leading(), shape, block, key -> base, bound, path);
      if (base == Base.NONE) {
        reportMissing(shape, block, path);
      }
      if (base == Base.NONE) {
        defaults =
            diagnostics.count() == before
                ? run(() -> shape.defaults(bound), shape, block, path)
                : tentatively(() -> shape.defaults(bound), shape, block, path);
      }
    }
    Set<String> rest = new HashSet<>(shape.keys().keySet());
    rest.removeAll(bound.keySet());
    Map<String, @Nullable Object> standard = defaults;
    bindKeys(rest, shape, block, key -> baseOf(standard, key), bound, path);
    if (standard == null) {
      return null;
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(standard);
    if (diagnostics.count() == before) {
      all.putAll(bound);
      return run(() -> shape.create(all), shape, block, path);
    }
    bound.forEach((key, value) -> all.compute(key, (k, other) -> value == null ? other : value));
    reportRanges(shape, block, bound, all, path);
    return null;
  }

  /**
   * Some keys are wrong, but others may be out of range as well, and all is to be said at once.
   * Complaints about anything else could be caused by what is wrong already.
   *
   * @param all the block's values, with others in place of the wrong ones
   */
  private void reportRanges(
      RecordShape shape,
      Yaml.Mapping block,
      Map<String, @Nullable Object> bound,
      Map<String, @Nullable Object> all,
      String path) {
    try {
      shape.create(all);
    } catch (InvocationTargetException e) {
      reportOwn(e.getCause(), key -> bound.get(key) != null, shape, block, path);
    } catch (IllegalArgumentException e) {
      // a number that must be given is not: that has been said
      return;
    }
  }

  private void reportOwn(
      @Nullable Throwable thrown,
      Predicate<String> about,
      RecordShape shape,
      Yaml.Mapping block,
      String path) {
    if (thrown instanceof InvalidSettingsException invalid) {
      invalid.complaints().stream()
          .filter(each -> each.own() && about.test(each.path()))
          .forEach(each -> report(each, shape, block, path));
    }
  }

  /** The defaults, or null where values that are wrong or missing are needed for them. */
  private @Nullable Map<String, @Nullable Object> tentatively(
      Construction<Map<String, @Nullable Object>> defaults,
      RecordShape shape,
      Yaml.Mapping block,
      String path) {
    try {
      return defaults.run();
    } catch (InvocationTargetException e) {
      reportOwn(e.getCause(), key -> !block.entries().containsKey(key), shape, block, path);
      return null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Base baseOf(@Nullable Map<String, @Nullable Object> defaults, String key) {
    if (defaults == null) {
      return Base.UNKNOWN;
    }
    Object value = defaults.get(key);
    return value == null ? Base.NONE : new Base.Instance(value);
  }

  private void bindKeys(
      Set<String> keys,
      RecordShape shape,
      Yaml.Mapping block,
      Function<String, Base> bases,
      Map<String, @Nullable Object> bound,
      String path) {
    block
        .entries()
        .forEach(
            (key, entry) -> {
              AnnotatedType type = shape.keys().get(key);
              if (type != null && keys.contains(key)) {
                String keyPath = Yaml.child(path, key);
                bound.put(key, values.bind(type, entry, bases.apply(key), keyPath));
              }
            });
  }

  private void reportUnknown(RecordShape shape, Yaml.Mapping block, String path) {
    block
        .entries()
        .forEach(
            (key, entry) -> {
              if (!shape.keys().containsKey(key)) {
                String hint = NearestName.hint(key, shape.keys().keySet());
                diagnostics.add(entry.line(), Yaml.child(path, key), "unknown key" + hint);
              }
            });
  }

  private void reportMissing(RecordShape shape, Yaml.Mapping block, String path) {
    for (String key : shape.keys().keySet()) {
      if (shape.required().contains(key) && !block.entries().containsKey(key)) {
        diagnostics.add(values.lineOf(path, block), Yaml.child(path, key), Rules.MISSING);
      }
    }
  }

  private interface Construction<T> {
    T run() throws InvocationTargetException;
  }

  /** Runs a constructor; what it throws becomes diagnostics. */
  private <T> @Nullable T run(
      Construction<T> construction, RecordShape shape, Yaml.Mapping block, String path) {
    try {
      return construction.run();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidSettingsException invalid) {
        invalid.complaints().forEach(each -> report(each, shape, block, path));
        return null;
      }
      if (e.getCause() instanceof RuntimeException cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        diagnostics.add(values.lineOf(path, block), path, message);
        return null;
      }
      throw new IllegalStateException("cannot create " + shape.type().getName(), e);
    }
  }

  /**
   * A complaint about a key of this record, or of a block below it, belongs to that key's line. One
   * about a part that the record is made into, which knows other keys, belongs to the block.
   */
  private void report(Complaint complaint, RecordShape shape, Yaml.Mapping block, String path) {
    if (shape.keys().containsKey(complaint.key())) {
      String keyPath = Yaml.child(path, complaint.path());
      diagnostics.add(values.nearestLine(keyPath, block), keyPath, complaint.message());
    } else {
      diagnostics.add(values.lineOf(path, block), path, complaint.sentence());
    }
  }
}
