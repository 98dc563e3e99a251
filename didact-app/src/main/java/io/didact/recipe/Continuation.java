package io.didact.recipe;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a training stage may go on from its checkpoints though its inputs are others now.
 *
 * @param extend with more steps than before, from its last checkpoint
 * @param restart from an earlier checkpoint, with whatever settings
 */
public record Continuation(boolean extend, Optional<Restart> restart) {
  /** With the inputs that it began with, or not at all. */
  public static final Continuation NONE = new Continuation(false, Optional.empty());

  /**
   * Where a stage goes on with other inputs.
   *
   * @param stage its name; where there is none it is the only stage that trains, or else the first
   *     whose settings are others now
   * @param step of the checkpoint; 0 for the beginning
   */
  public record Restart(Optional<String> stage, long step) {
    private static final Pattern WORD = Pattern.compile("(?:(.+):)?(\\d{1,18})");

    /**
     * Of {@code STEP} or {@code STAGE:STEP}.
     *
     * @throws IllegalArgumentException where it is neither
     */
    public static Restart parse(String word) {
      Matcher parts = WORD.matcher(word);
      if (!parts.matches()) {
        throw new IllegalArgumentException("must be STEP or STAGE:STEP, was " + word);
      }
      return new Restart(Optional.ofNullable(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    /** As it is given. */
    @Override
    public String toString() {
      return stage.map(name -> name + ":").orElse("") + step;
    }
  }

  /** Fails where a recipe has no such stage. */
  void requireStageOf(Recipe recipe) throws IOException {
    Optional<String> stage = restart.flatMap(Restart::stage);
    List<String> trained = trained(recipe);
    if (stage.isPresent() && !trained.contains(stage.get())) {
      throw new IOException(
          "--restart-from %s: there is no such stage that trains; there are %s"
              .formatted(restart.get(), String.join(", ", trained)));
    }
  }

  /** The stages that train, and so have checkpoints. */
  static List<String> trained(Recipe recipe) {
    return recipe.stages().entrySet().stream()
        .filter(each -> each.getValue().trains())
        .map(Map.Entry::getKey)
        .toList();
  }
}
