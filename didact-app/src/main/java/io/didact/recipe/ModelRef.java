package io.didact.recipe;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a model comes from: the name of an earlier stage of the recipe that trains one, or a
 * directory in Hugging Face layout, from the working directory on.
 */
public record ModelRef(String name) {
  public ModelRef {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a model is named by a stage or a directory");
    }
    try {
      Path unused = Path.of(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not a path: " + e.getReason(), e);
    }
  }

  /**
   * How YAML gives it. A word names a stage, or a directory in the working directory; what has a
   * slash in it is a path, which starts at the file that it stands in.
   *
   * @param directory of that file
   */
  public static ModelRef named(String name, Path directory) {
    return name.contains("/") || name.contains("\\")
        ? new ModelRef(directory.resolve(name).normalize().toString())
        : new ModelRef(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
