package io.didact.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.run.RunDirectory;
import io.didact.run.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes for whoever watches it. */
class RunNotesTest {
  @TempDir Path dir;

  @Test
  void aFailureStaysUntilTheStageBeginsAgain() throws IOException {
    assertThat(StageFailure.read(dir)).isEmpty();
    IOException failure = new IOException("no room\non the disk");
    try (RunDirectory stage = RunDirectory.open(dir)) {
      StageFailure.forget(stage);
      StageFailure.note(stage, failure);
    }
    assertThat(StageFailure.read(dir)).contains("no room");
    try (RunDirectory stage = RunDirectory.open(dir)) {
      StageFailure.forget(stage);
    }
    assertThat(StageFailure.read(dir)).isEmpty();
    assertThat(Verification.of(dir).files().keySet()).containsExactly("didact-manifest.json");
    assertThat(failure.getSuppressed()).isEmpty();
  }

  @Test
  void theStagesOfARunAreKnownBeforeTheyRun() throws IOException {
    RunStages stages =
        new RunStages(
            List.of(
                new RunStages.Planned("a", "sft", "a", List.of()),
                new RunStages.Planned("b", "eval", "../b", List.of("a"))));
    assertThat(RunStages.read(dir)).isEmpty();
    try (RunDirectory run = RunDirectory.open(dir)) {
      stages.note(run);
    }
    assertThat(RunStages.read(dir)).contains(stages);
    Path file = dir.resolve("stages.json");
    Files.writeString(file, "{\"stages\":");
    assertThatThrownBy(() -> RunStages.read(dir)).hasMessageContaining("not the stages of a run");
    try (RunDirectory run = RunDirectory.open(dir)) {
      stages.note(run);
    }
    assertThat(RunStages.read(dir)).contains(stages);
  }
}
