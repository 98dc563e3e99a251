package io.didact.config;

import io.didact.config.ConfigException.Problem;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A configuration and where its keys stand, so that checks across it (a stage that refers to
 * another, a tokenizer without the tags) can name lines as well.
 *
 * @param value the record, valid in itself
 * @param source the file as the user named it
 * @param lines dotted path → line of its key, for the keys that were given
 */
public record LoadedConfig<R>(R value, String source, Map<String, Integer> lines) {
  public LoadedConfig {
    lines = Map.copyOf(lines);
  }

  /**
   * A problem at a path; its line is that of the key, or of the nearest block around it that was
   * given.
   */
  public Problem problem(String path, String message) {
    return new Problem(nearestLine(lines, path).orElse(1), path, message);
  }

  /** The line of a path, or of the nearest block around it that was given. */
  static OptionalInt nearestLine(Map<String, Integer> lines, String path) {
    for (String at = path; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('.')))) {
      Integer line = lines.get(at);
      if (line != null) {
        return OptionalInt.of(line);
      }
    }
    return OptionalInt.empty();
  }
}
