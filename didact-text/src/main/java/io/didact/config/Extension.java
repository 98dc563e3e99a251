package io.didact.config;

import java.util.List;

/**
 * What a jar adds to the choices of a configuration: records that implement an interface whose
 * choices are open, such as a reward or an algorithm. A class that implements this, has a public
 * constructor without parameters, and is named in {@code
 * META-INF/services/io.didact.config.Extension}, is found by {@link java.util.ServiceLoader}.
 */
public interface Extension {
  /**
   * The records that {@code type} may choose from now on. Their names follow from their classes',
   * as those of {@link Variants} do.
   */
  List<Class<? extends Record>> choices();
}
