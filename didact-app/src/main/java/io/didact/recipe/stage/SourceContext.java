package io.didact.recipe.stage;

import io.didact.hub.HubCache;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Where sources find their data.
 *
 * @param stages where each stage of the run writes, by its name
 */
public record SourceContext(HubCache hub, Map<String, Path> stages) {
  /** The traces that a stage left. */
  Path traces(String stage) {
    return Objects.requireNonNull(stages.get(stage), () -> "no stage " + stage)
        .resolve(StageContext.TRACES);
  }
}
