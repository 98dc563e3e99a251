package io.didact.recipe;

import io.didact.run.AtomicFiles;
import io.didact.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Why a stage failed when it was last at work; {@code failure.txt}, until it begins again. */
public final class StageFailure {
  private static final String FILE = "failure.txt";

  private StageFailure() {}

  /** Notes it; where even that fails, the failure knows. */
  static void note(RunDirectory stage, Exception failure) {
    try {
      stage.commit(next -> AtomicFiles.writeText(next.resolve(FILE), failure.getMessage() + "\n"));
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  static void forget(RunDirectory stage) throws IOException {
    if (stage.has(FILE)) {
      stage.forget(FILE::equals);
    }
    Files.deleteIfExists(stage.path().resolve(FILE));
  }

  /** The first line of what was noted in a stage's directory. */
  public static Optional<String> read(Path stage) throws IOException {
    Path file = stage.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(AtomicFiles.readText(file).lines().findFirst().orElse(""))
        : Optional.empty();
  }
}
