package io.didact.config;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** Reading of Java's type mirrors. */
final class Types {
  private Types() {}

  static Class<?> raw(AnnotatedType type) {
    Type plain = type.getType();
    if (plain instanceof Class<?> c) {
      return c;
    }
    if (plain instanceof ParameterizedType p && p.getRawType() instanceof Class<?> c) {
      return c;
    }
    throw new IllegalArgumentException("a configuration cannot hold a " + plain.getTypeName());
  }

  static AnnotatedType argument(AnnotatedType type, int index) {
    if (type instanceof AnnotatedParameterizedType p) {
      return p.getAnnotatedActualTypeArguments()[index];
    }
    throw new IllegalArgumentException(type.getType().getTypeName() + " needs type arguments");
  }
}
