package io.didact.config;

/**
 * A document whose {@code matrix} multiplies the elements of a map ({@link Matrix}).
 *
 * @param map the document's key of the map
 */
public record Multiplied(String map) implements Layout {
  @Override
  public Yaml.Mapping document(Yaml.Mapping file, Diagnostics diagnostics) {
    return Matrix.expand(file, map, diagnostics);
  }

  @Override
  public String shown(String path) {
    return path;
  }
}
