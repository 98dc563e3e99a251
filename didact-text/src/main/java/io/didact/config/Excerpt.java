package io.didact.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Some keys of one block of a file; all else in it is left alone.
 *
 * @param block the keys that lead to it; empty for the file itself
 * @param keys those that are read
 * @param must one of them, which must be there
 * @param hint what to do where it is not, after the message
 */
public record Excerpt(List<String> block, Set<String> keys, String must, String hint)
    implements Layout {
  public Excerpt {
    block = List.copyOf(block);
    keys = Set.copyOf(keys);
  }

  @Override
  public Yaml.Mapping document(Yaml.Mapping file, Diagnostics diagnostics) {
    Yaml.Mapping at = file;
    for (String key : block) {
      Yaml.Entry entry = at.entries().get(key);
      at =
          entry != null && entry.value() instanceof Yaml.Mapping inner
              ? inner
              : new Yaml.Mapping(Map.of(), file.line());
    }
    if (!at.entries().containsKey(must)) {
      diagnostics.add(at.line(), must, Rules.MISSING + hint);
    }
    Map<String, Yaml.Entry> wanted = new LinkedHashMap<>(at.entries());
    wanted.keySet().retainAll(keys);
    return new Yaml.Mapping(wanted, at.line());
  }

  @Override
  public String shown(String path) {
    return Yaml.child(String.join(".", block), path);
  }
}
