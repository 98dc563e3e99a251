package io.didact.recipe;

import io.didact.run.AtomicFiles;
import io.didact.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stages of a run before they have run; {@code stages.json}, which a run of several writes when
 * it begins, for whoever watches.
 *
 * @param stages in the order in which they run
 */
public record RunStages(List<Planned> stages) {
  private static final String FILE = "stages.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public RunStages {
    stages = List.copyOf(stages);
  }

  /**
   * A stage.
   *
   * @param directory where it writes, from the run's directory on
   * @param after stages whose models or traces it reads
   */
  public record Planned(String name, String type, String directory, List<String> after) {
    public Planned {
      after = List.copyOf(after);
    }
  }

  static RunStages of(Recipe recipe) {
    Path output = recipe.output().toAbsolutePath().normalize();
    List<Planned> stages = new ArrayList<>();
    recipe
        .stages()
        .forEach(
            (name, stage) ->
                stages.add(
                    new Planned(
                        name,
                        stage.type(),
                        output
                            .relativize(recipe.directory(name).toAbsolutePath().normalize())
                            .toString()
                            .replace('\\', '/'),
                        List.copyOf(StageSchedule.readBy(stage, recipe.stages())))));
    return new RunStages(stages);
  }

  /** Writes it into a run's directory, where it is not there already. */
  void note(RunDirectory run) throws IOException {
    if (stages.size() == 1) {
      return;
    }
    String text = JSON.writeValueAsString(this) + "\n";
    Path file = run.path().resolve(FILE);
    if (!run.has(FILE) || !Files.exists(file) || !AtomicFiles.readText(file).equals(text)) {
      run.commit(next -> AtomicFiles.writeText(next.resolve(FILE), text));
    }
  }

  /** That of a run's directory; none where the run has one stage, or has not begun. */
  public static Optional<RunStages> read(Path run) throws IOException {
    Path file = run.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(AtomicFiles.readText(file), RunStages.class));
    } catch (JacksonException e) {
      throw new IOException(file + ": not the stages of a run: " + e.getOriginalMessage(), e);
    }
  }
}
