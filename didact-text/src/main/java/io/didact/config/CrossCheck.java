package io.didact.config;

import java.util.Map;
import java.util.Set;

/**
 * A check across a configuration. It also runs where some values are wrong, on those that are
 * right, so that all that is wrong is reported together.
 */
public interface CrossCheck {
  /** Nothing to check. */
  CrossCheck NONE = (given, bound, wrong) -> {};

  /**
   * @param given dotted paths of all keys that were given, right or wrong, in the order of the file
   * @param bound dotted path → value, for those that are right in themselves
   * @param wrong takes complaints by dotted paths; the line is that of the nearest key that was
   *     given
   */
  void run(Set<String> given, Map<String, Object> bound, Rules wrong);

  /**
   * Keys that change nothing beside these values, and why. Those of them that were given are told
   * of; nothing is wrong.
   *
   * @param bound dotted path → value
   */
  default Rules idle(Map<String, Object> bound) {
    return new Rules();
  }
}
