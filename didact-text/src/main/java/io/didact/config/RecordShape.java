package io.didact.config;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What reflection knows of a configuration record: its keys with their types, and its defaults.
 *
 * @param type the record
 * @param keys components in order
 * @param defaults the static method {@code defaults(...)}, null where there is none
 * @param preset the static method {@code preset(String)}, null where there is none
 * @param required keys that have no default
 * @param leading keys that the defaults of others may depend on: the required ones and those that
 *     {@code defaults(...)} takes as an {@code Optional}
 */
record RecordShape(
    Class<?> type,
    Map<String, AnnotatedType> keys,
    @Nullable Method defaults,
    @Nullable Method preset,
    Set<String> required,
    Set<String> leading) {

  static RecordShape of(Class<?> type) {
    Map<String, AnnotatedType> keys = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      keys.put(component.getName(), component.getAnnotatedType());
    }
    Method defaults = factory(type, "defaults");
    Set<String> required =
        defaults == null
            ? keys.keySet().stream()
                .filter(key -> !mayBeAbsent(keys.get(key)))
                .collect(Collectors.toSet())
            : names(defaults, parameter -> parameter.getType() != Optional.class);
    Set<String> leading = defaults == null ? required : names(defaults, parameter -> true);
    if (!keys.keySet().containsAll(leading)) {
      throw new IllegalArgumentException(
          type.getName() + ".defaults: its parameters " + leading + " are not all components");
    }
    return new RecordShape(type, keys, defaults, factory(type, "preset"), required, leading);
  }

  private static @Nullable Method factory(Class<?> type, String name) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> m.getName().equals(name) && Modifier.isStatic(m.getModifiers()))
        .filter(m -> m.getReturnType() == type)
        .findFirst()
        .orElse(null);
  }

  private static Set<String> names(Method defaults, Predicate<Parameter> wanted) {
    return Arrays.stream(defaults.getParameters())
        .filter(wanted)
        .map(Parameter::getName)
        .collect(Collectors.toSet());
  }

  /** Whether every key has a default, so that the whole block may be left out. */
  boolean mayBeEmpty() {
    return required.isEmpty();
  }

  /** The value of a key in an instance. */
  @Nullable Object get(Object instance, String key) {
    try {
      Method accessor = type.getDeclaredMethod(key);
      accessor.setAccessible(true);
      return accessor.invoke(instance);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + type.getName() + "." + key, e);
    }
  }

  /** An instance with all defaults, given the required keys. */
  Map<String, @Nullable Object> defaults(Map<String, @Nullable Object> given)
      throws InvocationTargetException {
    if (defaults == null) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      keys.forEach(
          (key, keyType) ->
              values.put(key, given.containsKey(key) ? given.get(key) : absent(keyType)));
      return values;
    }
    Object[] arguments =
        Arrays.stream(defaults.getParameters())
            .map(p -> argument(p, given.get(p.getName())))
            .toArray();
    defaults.setAccessible(true);
    Object instance;
    try {
      instance = defaults.invoke(null, arguments);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot call " + defaults, e);
    }
    return values(instance);
  }

  private static @Nullable Object argument(Parameter parameter, @Nullable Object given) {
    return parameter.getType() == Optional.class && !(given instanceof Optional)
        ? Optional.ofNullable(given)
        : given;
  }

  /** All keys of an instance. */
  Map<String, @Nullable Object> values(Object instance) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    keys.keySet().forEach(key -> values.put(key, get(instance, key)));
    return values;
  }

  /** Calls the canonical constructor; its checks throw. */
  Object create(Map<String, @Nullable Object> values) throws InvocationTargetException {
    List<Class<?>> types =
        Arrays.stream(type.getRecordComponents()).<Class<?>>map(RecordComponent::getType).toList();
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      return canonical.newInstance(keys.keySet().stream().map(values::get).toArray());
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("cannot create " + type.getName(), e);
    }
  }

  static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static boolean mayBeAbsent(@Nullable AnnotatedType type) {
    if (type == null) {
      return false;
    }
    Class<?> raw = Types.raw(type);
    return isNullable(type)
        || raw == Optional.class
        || (raw.isRecord() && RecordShape.of(raw).mayBeEmpty());
  }

  private static @Nullable Object absent(AnnotatedType type) {
    Class<?> raw = Types.raw(type);
    if (raw == Optional.class) {
      return Optional.empty();
    }
    if (isNullable(type) || !raw.isRecord()) {
      return null;
    }
    RecordShape shape = RecordShape.of(raw);
    try {
      return shape.create(shape.defaults(Map.of()));
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the defaults of " + raw.getName() + " are not valid", e);
    }
  }
}
