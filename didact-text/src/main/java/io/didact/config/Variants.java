package io.didact.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The choices of a sealed interface by their names in YAML. A record is named after its class, in
 * kebab case and without the interface's own name at its end ({@code CosineSchedule implements
 * Schedule} is {@code cosine}); an enum gives the names of its constants.
 *
 * @param byName name → {@code Class} of a record, or an enum constant
 */
record Variants(Map<String, Object> byName) {
  /** The key that chooses. */
  static final String TYPE = "type";

  static Variants of(Class<?> sealedType) {
    Map<String, Object> names = new LinkedHashMap<>();
    collect(sealedType, sealedType.getSimpleName(), names);
    return new Variants(names);
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
