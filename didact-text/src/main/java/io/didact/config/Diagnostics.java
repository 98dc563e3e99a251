package io.didact.config;

import io.didact.config.ConfigException.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers problems while a file is read. */
final class Diagnostics {
  private final Set<Diagnostic> found = new LinkedHashSet<>();
  private final @Nullable Layout layout;

  /**
   * @param layout how the file stands for the document whose paths are named; null where it is it
   */
  Diagnostics(@Nullable Layout layout) {
    this.layout = layout;
  }

  void add(int line, String path, String message) {
    found.add(of(line, path, message));
  }

  /** Something about a path, as the file writes it. */
  Diagnostic of(int line, String path, String message) {
    return new Diagnostic(line, layout == null ? path : layout.shown(path), message);
  }

  int count() {
    return found.size();
  }

  /** By line; what came from the command line last. */
  void throwIfAny(String source) throws ConfigException {
    if (!found.isEmpty()) {
      List<Diagnostic> sorted = new ArrayList<>(found);
      sorted.sort(Comparator.comparingInt(p -> p.line() == 0 ? Integer.MAX_VALUE : p.line()));
      throw new ConfigException(source, sorted);
    }
  }
}
