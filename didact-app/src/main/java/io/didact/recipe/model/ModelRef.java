package io.didact.recipe.model;

import io.didact.hub.HubName;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a model comes from: the name of an earlier stage of the recipe that trains one, a directory
 * in Hugging Face layout, or a model of the Hub in the local cache. What has a slash is a
 * directory, or, where there is none and it looks like one, a name on the Hub; a word without one
 * is a stage, or, where no stage has this name, a directory in the working directory.
 *
 * @param name of the stage, or {@code STAGE@STEP} for its checkpoint of a step; {@code
 *     ORG/NAME[@REVISION]} on the Hub; or path of the directory from the working directory on,
 *     which then begins with {@code ./} where it looks like the former
 */
public record ModelRef(String name) {
  private static final String HERE = "./";

  private static final Pattern AT_STEP = Pattern.compile("([^@]+)@(\\d{1,18})");

  public ModelRef {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a model is named by a stage, a directory or ORG/NAME");
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
      Path path = directory.resolve(word).normalize();
      if (HubName.parse(word).isPresent() && !Files.isDirectory(path)) {
        return new ModelRef(word);
      }
      String text = path.toString();
      boolean clear = isPath(text) && HubName.parse(text).isEmpty();
      return new ModelRef(clear ? text : HERE + text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not a path: " + e.getReason(), e);
    }
  }

  /** Whether it names a stage, given the names of all stages. */
  public boolean isStage(Set<String> stages) {
    return !isPath(name) && stages.contains(stage());
  }

  /** Name of the stage, where it is one's: without the step. */
  public String stage() {
    Matcher atStep = AT_STEP.matcher(name);
    return atStep.matches() ? atStep.group(1) : name;
  }

  /** The step of whose checkpoint it is, where it is not a stage's final model. */
  public OptionalLong step() {
    Matcher atStep = AT_STEP.matcher(name);
    return atStep.matches()
        ? OptionalLong.of(Long.parseLong(atStep.group(2)))
        : OptionalLong.empty();
  }

  private static boolean isPath(String word) {
    return word.contains("/") || word.contains("\\");
  }

  @Override
  public String toString() {
    return name;
  }
}
