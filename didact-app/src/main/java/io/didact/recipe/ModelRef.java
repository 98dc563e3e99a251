package io.didact.recipe;

/**
 * Where a model comes from: the name of an earlier stage of the recipe that trains one, or a
 * directory in Hugging Face layout.
 */
public record ModelRef(String name) {
  public ModelRef {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a model is named by a stage or a directory");
    }
  }

  /** How YAML gives it: as a plain word or path. */
  public static ModelRef named(String name) {
    return new ModelRef(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
