package io.didact.recipe.stage;

import io.didact.run.AtomicFiles;
import io.didact.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many samples a stage that works in {@link Parts} will make; its {@code parts.json}, for
 * whoever watches.
 *
 * @param problems in all
 * @param problemsPerPart of which the last part may have fewer
 */
public record PlannedSamples(int problems, int problemsPerPart, int samplesPerProblem) {
  /** Written anew where it is broken. */
  public static final String FILE = "parts.json";

  private static final JsonMapper JSON = JsonMapper.shared();

  /** All samples. */
  public long all() {
    return (long) problems * samplesPerProblem;
  }

  /** Those of so many parts, counted from the first. */
  public long of(long parts) {
    return Math.min(all(), parts * problemsPerPart * samplesPerProblem);
  }

  /** Writes it into the stage's directory, where it is not there already. */
  void note(RunDirectory stage) throws IOException {
    String text = JSON.writeValueAsString(this) + "\n";
    Path file = stage.path().resolve(FILE);
    if (!stage.has(FILE) || !Files.exists(file) || !AtomicFiles.readText(file).equals(text)) {
      stage.commit(next -> AtomicFiles.writeText(next.resolve(FILE), text));
    }
  }

  /** That of a stage's directory; none where the stage has not come to it. */
  public static Optional<PlannedSamples> read(Path stage) throws IOException {
    Path file = stage.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(AtomicFiles.readText(file), PlannedSamples.class));
    } catch (JacksonException e) {
      throw new IOException(file + ": not the samples of a stage: " + e.getOriginalMessage(), e);
    }
  }
}
