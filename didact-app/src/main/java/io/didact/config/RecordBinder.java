package io.didact.config;

import io.didact.text.NearestName;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of keys → a record: unknown keys, missing keys, defaults, and the record's own checks.
 */
final class RecordBinder {
  /** {@code key } or {@code key.key: }. */
  private static final Pattern KEY_PATH =
      Pattern.compile("(?<path>(?<key>\\w+)(\\.[\\w-]+(\\.[\\w-]+)*)?)(: +| +)");

  private final Problems problems;
  private final ValueBinder values;

  RecordBinder(Problems problems, ValueBinder values) {
    this.problems = problems;
    this.values = values;
  }

  /**
   * @param base what to take absent keys from: an instance, {@link Base#NONE} for the record's own
   *     defaults, {@link Base#UNKNOWN} where they could not be worked out
   * @return null where a problem was found
   */
  @Nullable Object bind(Class<?> type, Yaml.Mapping block, Base base, String path) {
    final int before = problems.count();
    RecordShape shape = RecordShape.of(type);
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
            problems.count() == before
                ? run(() -> shape.defaults(bound), shape, block, path)
                : tentatively(() -> shape.defaults(bound)).orElse(null);
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
    if (problems.count() == before) {
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
      if (e.getCause() instanceof IllegalArgumentException cause) {
        for (String complaint : complaints(cause, shape)) {
          Matcher start = KEY_PATH.matcher(complaint);
          if (start.lookingAt()
              && complaint.startsWith("must be ", start.end())
              && bound.get(start.group("path")) != null) {
            attribute(complaint, shape, block, path);
          }
        }
      }
    } catch (IllegalArgumentException e) {
      // a number that must be given is not: that has been said
      return;
    }
  }

  /** The result, or nothing where values that are missing are needed for it. */
  private static <T> Optional<T> tentatively(Construction<T> construction) {
    try {
      return Optional.of(construction.run());
    } catch (InvocationTargetException | IllegalArgumentException e) {
      return Optional.empty();
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
                String keyPath = YamlParser.child(path, key);
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
                problems.add(entry.line(), YamlParser.child(path, key), "unknown key" + hint);
              }
            });
  }

  private void reportMissing(RecordShape shape, Yaml.Mapping block, String path) {
    for (String key : shape.keys().keySet()) {
      if (shape.required().contains(key) && !block.entries().containsKey(key)) {
        problems.add(values.lineOf(path, block), YamlParser.child(path, key), "is missing");
      }
    }
  }

  private interface Construction<T> {
    T run() throws InvocationTargetException;
  }

  /** Runs a constructor; each line of what it throws becomes a problem. */
  private <T> @Nullable T run(
      Construction<T> construction, RecordShape shape, Yaml.Mapping block, String path) {
    try {
      return construction.run();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        complaints(cause, shape).forEach(each -> attribute(each, shape, block, path));
        return null;
      }
      throw new IllegalStateException("cannot create " + shape.type().getName(), e);
    }
  }

  /** One per line, or per "; " that the name of a key follows. */
  private static List<String> complaints(RuntimeException e, RecordShape shape) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    String next = "\\R|; (?=(" + String.join("|", shape.keys().keySet()) + ")\\b)";
    return Arrays.stream(message.split(next)).filter(each -> !each.isBlank()).toList();
  }

  /**
   * A message that starts with a key, or with the dotted path of one in a block of this record,
   * belongs to that key's line; a subject and a colon may stand before it.
   */
  private void attribute(String message, RecordShape shape, Yaml.Mapping block, String path) {
    String subject = "^[\\w -]{1,40}: ";
    for (String text : List.of(message, message.replaceFirst(subject, ""))) {
      Matcher start = KEY_PATH.matcher(text);
      if (start.lookingAt() && shape.keys().containsKey(start.group("key"))) {
        String keyPath = YamlParser.child(path, start.group("path"));
        problems.add(values.nearestLine(keyPath, block), keyPath, text.substring(start.end()));
        return;
      }
    }
    problems.add(values.lineOf(path, block), path, message);
  }
}
