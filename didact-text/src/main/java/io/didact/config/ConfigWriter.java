package io.didact.config;

import java.lang.reflect.AnnotatedType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Writes a configuration record as YAML that {@link ConfigReader} reads back to an equal one. */
public final class ConfigWriter {
  private final Path directory;
  private final UnaryOperator<@Nullable Object> shown;

  private ConfigWriter(Path directory, UnaryOperator<@Nullable Object> shown) {
    this.directory = directory.toAbsolutePath().normalize();
    this.shown = shown;
  }

  /**
   * The record with every default written out.
   *
   * @param directory where the file is going to stand; {@link Input} paths below it are written
   *     relative to it, others in full
   */
  public static String yaml(Record config, Path directory) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.AUTO)
            .setDereferenceAliases(true)
            .setSplitLines(false)
            .build();
    return new Dump(settings)
        .dumpToString(new ConfigWriter(directory, UnaryOperator.identity()).record(config));
  }

  /**
   * The record's values by dotted keys, defaults among them; an element of a list that holds blocks
   * by its number from 0.
   *
   * @param shown what stands for a value, null where it is left out
   */
  public static SortedMap<String, String> flat(
      Record config, UnaryOperator<@Nullable Object> shown) {
    SortedMap<String, String> values = new TreeMap<>();
    flatten("", new ConfigWriter(Path.of(""), shown).record(config), values);
    return values;
  }

  private static void flatten(String path, Object value, SortedMap<String, String> values) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach((key, each) -> flatten(Yaml.child(path, String.valueOf(key)), each, values));
    } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      for (int i = 0; i < list.size(); i++) {
        flatten(Yaml.child(path, String.valueOf(i)), list.get(i), values);
      }
    } else {
      values.put(path, String.valueOf(value));
    }
  }

  private Map<String, Object> record(Record value) {
    RecordShape shape = RecordShape.of(value.getClass());
    Map<String, Object> result = new LinkedHashMap<>();
    shape
        .keys()
        .forEach(
            (key, type) -> {
              Object plain = plain(type, shape.get(value, key));
              if (plain != null) {
                result.put(key, plain);
              }
            });
    return result;
  }

  private @Nullable Object plain(AnnotatedType type, @Nullable Object given) {
    Object value = shown.apply(given);
    if (value == null) {
      return null;
    }
    Class<?> raw = Types.raw(type);
    if (raw == Object.class) {
      return value;
    }
    if (value instanceof Optional<?> optional) {
      return plain(Types.argument(type, 0), optional.orElse(null));
    }
    if (value instanceof List<?> list) {
      AnnotatedType element = Types.argument(type, 0);
      return list.stream().map(item -> plain(element, item)).filter(Objects::nonNull).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      map.forEach(
          (key, item) ->
              result.put(
                  String.valueOf(plain(Types.argument(type, 0), key)),
                  plain(Types.argument(type, 1), item)));
      return result;
    }
    if (value instanceof Enum<?> constant) {
      return Variants.nameOf(constant);
    }
    if (value instanceof Record inner) {
      return raw.isInterface() ? variant(raw, inner) : record(inner);
    }
    if (value instanceof Path path) {
      return type.isAnnotationPresent(Input.class) ? relative(path) : path.toString();
    }
    return value;
  }

  private Object variant(Class<?> type, Record value) {
    String name = Variants.of(type).nameOf(value);
    Map<String, Object> keys = record(value);
    if (keys.isEmpty()) {
      return name;
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put(Variants.TYPE, name);
    result.putAll(keys);
    return result;
  }

  private String relative(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(directory)
        ? directory.relativize(absolute).toString().replace('\\', '/')
        : absolute.toString();
  }
}
