package io.didact.recipe;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where a model comes from: the name of an earlier stage of the recipe that trains one, or a
 * directory in Hugging Face layout. What has a slash is always a directory; a word is one, in the
 * working directory, where no stage has this name.
 *
 * @param name of the stage, or path of the directory from the working directory on
 */
public record ModelRef(String name) {
  private static final String HERE = "./";

  public ModelRef {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a model is named by a stage or a directory");
    }
  }

  /**
   * How YAML gives it: as a plain word or path.
   *
   * @param directory where a relative path starts
   */
  public static ModelRef named(String word, Path directory) {
    try {
      if (!isPath(word)) {
        return new ModelRef(Path.of(word).toString());
      }
      String path = directory.resolve(word).normalize().toString();
      return new ModelRef(isPath(path) ? path : HERE + path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not a path: " + e.getReason(), e);
    }
  }

  /** Whether it names a stage, given the names of all stages. */
  boolean isStage(Set<String> stages) {
    return !isPath(name) && stages.contains(name);
  }

  private static boolean isPath(String word) {
    return word.contains("/") || word.contains("\\");
  }

  @Override
  public String toString() {
    return name;
  }
}
