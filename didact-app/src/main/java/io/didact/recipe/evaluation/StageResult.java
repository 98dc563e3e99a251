package io.didact.recipe.evaluation;

import io.didact.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a finished stage came to; its {@code result.json}. That the stage's manifest names it says
 * that it is finished.
 *
 * @param seconds that its last run took
 * @param weights sha256 of {@code model/model.safetensors}, or of the directory where they are in
 *     shards; where it trains
 * @param metrics its metrics by name, in the order of tables
 */
public record StageResult(
    String stage, double seconds, Optional<String> weights, Map<String, Double> metrics) {
  public static final String FILE = "result.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public StageResult {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics)); // in their order
  }

  public void write(Path directory) throws IOException {
    AtomicFiles.writeText(directory.resolve(FILE), JSON.writeValueAsString(this) + "\n");
  }

  /** The result in the directory of a finished stage. */
  public static StageResult read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    try {
      return JSON.readValue(AtomicFiles.readText(file), StageResult.class);
    } catch (JacksonException e) {
      throw new IOException(file + ": not a stage's result: " + e.getOriginalMessage(), e);
    }
  }
}
