package io.didact.jinja;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** The names that a macro reads, gathered while it is parsed; macros may stand in one another. */
final class FreeNames {
  private final Deque<Set<String>> ofMacros = new ArrayDeque<>();

  void beginMacro() {
    ofMacros.push(new HashSet<>());
  }

  Set<String> endMacro() {
    return Set.copyOf(ofMacros.pop());
  }

  void read(String name) {
    ofMacros.forEach(names -> names.add(name));
  }
}
