package io.didact.config;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The choices of an interface by their names in YAML: what a sealed one permits, and what the
 * {@linkplain Extension extensions} on the class path bring for any other. A record is named after
 * its class, in kebab case and without the interface's own name at its end ({@code CosineSchedule
 * implements Schedule} is {@code cosine}); an enum gives the names of its constants.
 *
 * <p>An interface may also have presets: a static {@code presets()} gives, by their names, keys in
 * YAML that the block's own keys are laid over.
 *
 * @param byName name → {@code Class} of a record, or an enum constant
 * @param presets name → YAML
 */
record Variants(Map<String, Object> byName, Map<String, String> presets) {
  /** The key that chooses. */
  static final String TYPE = "type";

  static Variants of(Class<?> type) {
    Map<String, Object> names = new LinkedHashMap<>();
    if (type.isSealed()) {
      collect(type, type.getSimpleName(), names);
    } else {
      extensions().stream()
          .flatMap(extension -> extension.choices().stream())
          .filter(type::isAssignableFrom)
          .forEach(choice -> put(nameOf(choice, type.getSimpleName()), choice, names));
    }
    return new Variants(names, presets(type));
  }

  private static List<Extension> extensions() {
    try {
      return ServiceLoader.load(Extension.class).stream().map(ServiceLoader.Provider::get).toList();
    } catch (ServiceConfigurationError e) {
      throw new IllegalArgumentException("an extension does not load: " + e.getMessage(), e);
    }
  }

  private static void put(String name, Class<?> choice, Map<String, Object> names) {
    Object other = names.put(name, choice);
    if (other != null && other != choice) {
      throw new IllegalArgumentException(
          "two extensions bring `%s`: %s and %s".formatted(name, other, choice));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> presets(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("presets");
      method.setAccessible(true);
      return (Map<String, String>) method.invoke(null);
    } catch (NoSuchMethodException e) {
      return Map.of();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot call " + type.getName() + ".presets()", e);
    }
  }

  /** All words that {@code type} may be. */
  List<String> words() {
    return Stream.concat(byName.keySet().stream(), presets.keySet().stream().sorted()).toList();
  }

  private static void collect(Class<?> type, String suffix, Map<String, Object> names) {
    for (Class<?> choice : type.getPermittedSubclasses()) {
      if (choice.isRecord()) {
        names.put(nameOf(choice, suffix), choice);
      } else if (choice.isEnum()) {
        for (Object constant : choice.getEnumConstants()) {
          names.put(nameOf((Enum<?>) constant), constant);
        }
      } else if (choice.isSealed()) {
        collect(choice, suffix, names);
      } else {
        throw new IllegalArgumentException(choice + " is neither record, enum nor sealed");
      }
    }
  }

  /** The name of the variant that this value is. */
  String nameOf(Object value) {
    return byName.entrySet().stream()
        .filter(e -> e.getValue().equals(value) || e.getValue().equals(value.getClass()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a variant: " + value));
  }

  /** {@code TOKEN_MEAN} → {@code token-mean}. */
  static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String nameOf(Class<?> choice, String suffix) {
    String name = choice.getSimpleName();
    if (name.endsWith(suffix) && name.length() > suffix.length()) {
      name = name.substring(0, name.length() - suffix.length());
    }
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
