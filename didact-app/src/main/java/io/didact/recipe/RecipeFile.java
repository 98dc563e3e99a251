package io.didact.recipe;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import io.didact.config.CrossCheck;
import io.didact.config.Multiplied;
import io.didact.config.Nesting;
import io.didact.config.Reading;
import io.didact.hub.HubCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Reads recipes, and flat files of one stage, and finds all that is wrong with them. */
public final class RecipeFile {
  private RecipeFile() {}

  /**
   * Reads a recipe.
   *
   * @param overrides {@code key=value}, dotted keys
   * @param hub where models and data sets of the Hub are
   * @param remarks hears of keys that have no effect
   * @throws ConfigException naming all that is wrong at once: keys, values, files, models
   */
  public static Recipe read(
      Path file, List<String> overrides, HubCache hub, Consumer<String> remarks)
      throws ConfigException {
    return ConfigReader.read(
        file,
        Recipe.class,
        overrides,
        new Reading(new Multiplied("stages"), new Preflight(hub), true, remarks));
  }

  /**
   * Reads a recipe that is only reckoned with: models and data need not be there.
   *
   * @throws ConfigException naming all that is wrong with keys and values at once
   */
  public static Recipe readToPlan(Path file, List<String> overrides, Consumer<String> remarks)
      throws ConfigException {
    return ConfigReader.read(
        file,
        Recipe.class,
        overrides,
        new Reading(new Multiplied("stages"), CrossCheck.NONE, false, remarks));
  }

  /**
   * Reads a file of one stage: the stage's keys, with {@code output} (where it writes; must be
   * given), {@code seed} and {@code machine} beside them. The stage is called like the last part of
   * {@code output}.
   *
   * @param type {@code sft}, {@code rlt}, {@code grpo}, {@code traces} or {@code eval}
   * @throws ConfigException naming all that is wrong at once: keys, values, files, models
   */
  public static Recipe readStage(
      Path file, String type, List<String> overrides, HubCache hub, Consumer<String> remarks)
      throws ConfigException {
    return ConfigReader.read(file, Recipe.class, overrides, flat(type, hub, remarks));
  }

  /**
   * The same without a file: all keys stand on the command line.
   *
   * @throws ConfigException naming all that is wrong at once: keys, values, files, models
   */
  public static Recipe ofStage(
      String type, List<String> settings, HubCache hub, Consumer<String> remarks)
      throws ConfigException {
    return ConfigReader.parse(
        new byte[0], "command line", Path.of(""), Recipe.class, settings, flat(type, hub, remarks));
  }

  private static Reading flat(String type, HubCache hub, Consumer<String> remarks) {
    Nesting flat =
        new Nesting("stages", type, "output", Set.of("machine"), Set.of("output", "seed"));
    return new Reading(flat, new Preflight(hub), true, remarks);
  }
}
