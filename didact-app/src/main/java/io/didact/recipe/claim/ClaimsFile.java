package io.didact.recipe.claim;

import io.didact.run.AtomicFiles;
import io.didact.run.RunDirectory;
import io.didact.run.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was claimed when: {@code claims.json} of a run. A run writes it before its first stage, and
 * again where the claims were changed, with how much was known by then.
 *
 * @param versions the first is the oldest
 */
public record ClaimsFile(List<Version> versions) {
  public static final String NAME = "claims.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Claims as they were at a time.
   *
   * @param sha256 of {@code text}
   * @param finished stages that were finished then
   * @param text the claims and the quantities that they name, as JSON
   */
  public record Version(String sha256, int finished, String text) {}

  public ClaimsFile {
    versions = List.copyOf(versions);
  }

  /**
   * Notes what is claimed now, unless it is what was claimed last.
   *
   * @param claims what JSON can write
   * @param finished stages that are finished
   */
  public static ClaimsFile note(RunDirectory output, Object claims, int finished)
      throws IOException {
    String text = JSON.writeValueAsString(claims);
    Version now = new Version(Sha256.of(text), finished, text);
    ClaimsFile before = output.has(NAME) ? read(output.path()) : new ClaimsFile(List.of());
    if (!before.versions().isEmpty() && before.last().sha256().equals(now.sha256())) {
      return before;
    }
    List<Version> all = new ArrayList<>(before.versions());
    all.add(now);
    ClaimsFile noted = new ClaimsFile(all);
    output.commit(
        next -> AtomicFiles.writeText(next.resolve(NAME), JSON.writeValueAsString(noted) + "\n"));
    return noted;
  }

  private static ClaimsFile read(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    try {
      return JSON.readValue(AtomicFiles.readText(file), ClaimsFile.class);
    } catch (JacksonException e) {
      throw new IOException(file + ": not the claims of a run: " + e.getOriginalMessage(), e);
    }
  }

  private Version last() {
    return versions.get(versions.size() - 1);
  }

  /** When the claims were made, in words. */
  public String words() {
    String hash = "sha256 " + last().sha256().substring(0, 12);
    if (last().finished() == 0) {
      return "fixed before the first stage was finished, " + hash;
    }
    return versions.size() == 1
        ? "made when %d stages were finished, %s".formatted(last().finished(), hash)
        : "changed when %d stages were finished, %s; at first sha256 %s"
            .formatted(last().finished(), hash, versions.get(0).sha256().substring(0, 12));
  }
}
