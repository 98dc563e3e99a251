package io.didact.config;

import java.util.Map;
import java.util.Set;

/**
 * A check across a configuration. It also runs where some values are wrong, on those that are
 * right, so that all that is wrong is reported together.
 */
public interface Check {
  /** Nothing to check. */
  Check NONE = (given, bound, wrong) -> {};

  /** Takes what is wrong. */
  interface Complaints {
    /**
     * @param path dotted path of the key; its line is that of the nearest key that was given
     */
    void add(String path, String message);
  }

  /**
   * @param given dotted paths of all keys that were given, right or wrong, in the order of the file
   * @param bound dotted path → value, for those that are right in themselves
   */
  void run(Set<String> given, Map<String, Object> bound, Complaints wrong);
}
