package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointsTest {
  @TempDir Path dir;

  @Test
  void keepsTheNewest() throws IOException {
    Checkpoints checkpoints = new Checkpoints(dir, 2);
    assertThat(checkpoints.resume(silent())).isEmpty();
    for (long step : new long[] {10, 20, 30, 1_000_000}) {
      checkpoints.save(step, d -> Files.writeString(d.resolve("state"), "s" + step));
    }
    assertThat(checkpoints.all())
        .extracting(Checkpoints.Saved::step)
        .containsExactly(30L, 1_000_000L);
    assertThat(checkpoints.newest().orElseThrow().directory().resolve("state"))
        .hasContent("s1000000");
  }

  @Test
  void leftoversAreIgnoredAndRemoved() throws IOException {
    Checkpoints checkpoints = new Checkpoints(dir, 2);
    Path root = dir.resolve("checkpoints");
    Path leftover = Files.createDirectories(root.resolve("step-000070.tmp-12-ab/sub")).getParent();
    Files.writeString(leftover.resolve("half"), "");
    Files.writeString(root.resolve("notes.txt"), "mine");
    checkpoints.save(5, d -> Files.writeString(d.resolve("state"), ""));
    assertThat(checkpoints.newest().orElseThrow().step()).isEqualTo(5);
    assertThat(checkpoints.resume(silent())).isPresent();
    assertThat(leftover).doesNotExist();
    assertThat(root.resolve("notes.txt")).exists();
    assertThat(root.resolve("step-000005/state")).exists();
  }

  @Test
  void theSameStepTwiceIsLeftAsItIs() throws IOException {
    Checkpoints checkpoints = new Checkpoints(dir, 1);
    checkpoints.save(5, d -> Files.writeString(d.resolve("state"), "first"));
    Path again =
        checkpoints.save(5, d -> Files.writeString(d.resolve("state"), "second")).directory();
    assertThat(again.resolve("state")).hasContent("first");
  }

  @Test
  void keepsAtLeastOne() {
    assertThatThrownBy(() -> new Checkpoints(dir, 0)).hasMessageContaining("must be ≥ 1, was 0");
  }

  private static Consumer<String> silent() {
    return text -> {
      throw new AssertionError(text);
    };
  }

  /** Two steps between checkpoints of a stage that logs every step. */
  private Checkpoints stage(int lastStep, int keep) throws IOException {
    Checkpoints checkpoints = new Checkpoints(dir, keep);
    assertThat(checkpoints.resume(silent())).isEmpty();
    Files.createDirectories(dir.resolve("rollouts"));
    for (int step = 1; step <= lastStep; step++) {
      Files.writeString(
          dir.resolve("metrics.jsonl"),
          "{\"step\":" + step + "}\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      Files.writeString(dir.resolve("rollouts/step-00000" + step + ".jsonl"), "r" + step + "\n");
      if (step % 2 == 0) {
        int now = step;
        checkpoints.save(step, d -> Files.writeString(d.resolve("state"), "s" + now));
      }
    }
    return new Checkpoints(dir, keep);
  }

  @Test
  void whatWasLoggedAfterTheCheckpointIsCut() throws IOException {
    assertThat(stage(5, 2).resume(silent()).orElseThrow().step()).isEqualTo(4);
    assertThat(Files.readAllLines(dir.resolve("metrics.jsonl"))).hasSize(4);
    assertThat(dir.resolve("rollouts/step-000004.jsonl")).exists();
    assertThat(dir.resolve("rollouts/step-000005.jsonl")).doesNotExist();
  }

  @Test
  void aNewRunStartsWithEmptyLogs() throws IOException {
    assertThat(stage(1, 2).resume(silent())).isEmpty();
    assertThat(dir.resolve("metrics.jsonl")).isEmptyFile();
    assertThat(dir.resolve("rollouts")).isEmptyDirectory();
  }

  /** File to spoil → what of it is said; the run resumes from step 4. */
  @ParameterizedTest
  @CsvSource({
    "checkpoints/step-000006/state, state holds other bytes",
    "checkpoints/step-000006/didact-manifest.json, didact-manifest.json is damaged",
    "rollouts/step-000005.jsonl, rollouts/step-000005.jsonl holds other bytes",
    "rollouts/step-000006.jsonl, rollouts/step-000006.jsonl holds other bytes",
  })
  void goesOnFromTheNewestThatIsWhole(String file, String said) throws IOException {
    Checkpoints checkpoints = stage(7, 3);
    flip(dir.resolve(file));
    List<String> heard = new ArrayList<>();
    assertThat(checkpoints.resume(heard::add).orElseThrow().step()).isEqualTo(4);
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0)).contains("step-000006", said, "; resuming from step 4");
    assertThat(Files.readAllLines(dir.resolve("metrics.jsonl"))).hasSize(4);
    assertThat(checkpoints.all()).hasSize(2);
  }

  @Test
  void lostAndAddedRowsAreCounted() throws IOException {
    stage(6, 3);
    Files.writeString(dir.resolve("rollouts/step-000001.jsonl"), "r1\nr1\n");
    Files.writeString(dir.resolve("metrics.jsonl"), "{\"step\":1}\n");
    Files.delete(dir.resolve("rollouts/step-000003.jsonl"));
    assertThatThrownBy(() -> new Checkpoints(dir, 3).resume(text -> {}))
        .hasMessageContaining("no checkpoint of " + dir + " is whole")
        .hasMessageContaining("metrics.jsonl has 11 bytes, not 66 (1 rows, not 6)")
        .hasMessageContaining("step-000001.jsonl has 6 bytes, not 3 (2 rows, not 1)")
        .hasMessageContaining("step-000003.jsonl is missing")
        .hasMessageContaining("to begin anew");
    assertThat(new Checkpoints(dir, 3).all()).hasSize(3);
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  /** Steps of which each leaves a checkpoint; some learn. */
  private Checkpoints training(int keep, int lastStep, List<Integer> learning) throws IOException {
    Checkpoints checkpoints = new Checkpoints(dir, keep);
    checkpoints.resume(silent());
    for (int step = 1; step <= lastStep; step++) {
      boolean learns = learning.contains(step);
      Files.writeString(
          dir.resolve("metrics.jsonl"),
          "{\"step\":" + step + ",\"gradientNorm\":" + (learns ? "0.5" : "0.0") + "}\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      if (learns) {
        checkpoints.learned(step);
      }
      checkpoints.save(step, d -> Files.writeString(d.resolve("state"), ""));
    }
    return checkpoints;
  }

  private List<Long> steps() throws IOException {
    return new Checkpoints(dir, 1).all().stream().map(Checkpoints.Saved::step).toList();
  }

  /** Each but the last is good, and the last once the next step has learned. */
  @Test
  void aCheckpointIsGoodOnceALaterStepHasLearned() throws IOException {
    Checkpoints checkpoints = training(1, 3, List.of(1, 2, 3));
    assertThat(checkpoints.good().orElseThrow().step()).isEqualTo(2);
    assertThat(steps()).containsExactly(2L, 3L);
    checkpoints.learned(4);
    assertThat(checkpoints.good().orElseThrow().step()).isEqualTo(3);
    assertThat(steps()).containsExactly(3L);
  }

  @Test
  void theLastGoodOneOutlivesThoseThatAreKept() throws IOException {
    Checkpoints checkpoints = training(2, 9, List.of(1, 2, 3, 4));
    assertThat(steps()).containsExactly(3L, 8L, 9L);
    checkpoints.ended(); // step 9 has not learned
    assertThat(steps()).containsExactly(3L, 8L, 9L);
  }

  /** What a run has learned is in its metrics. */
  @Test
  void aNewProcessKnowsTheLastGoodOne() throws IOException {
    training(2, 9, List.of(1, 2, 3, 4));
    Checkpoints again = new Checkpoints(dir, 1);
    assertThat(again.resume(silent()).orElseThrow().step()).isEqualTo(9);
    assertThat(again.good().orElseThrow().step()).isEqualTo(3);
    assertThat(steps()).containsExactly(3L, 9L);
    again.learned(10);
    assertThat(steps()).containsExactly(9L);
  }

  /** The last step of all has none after it; its own gradient speaks for it. */
  @Test
  void atTheEndTheLastIsGoodWhereItsStepHasLearned() throws IOException {
    training(1, 4, List.of(1, 2, 3, 4)).ended();
    assertThat(steps()).containsExactly(4L);
  }

  @Test
  void aStepWithoutAGradientIsNoProofAgainstACheckpoint() throws IOException {
    Checkpoints checkpoints = training(1, 3, List.of(1));
    assertThat(checkpoints.good()).isEmpty();
    assertThat(steps()).containsExactly(3L);
    checkpoints.learned(5); // nothing in step 4
    assertThat(checkpoints.good().orElseThrow().step()).isEqualTo(3);
  }

  /** Killed between writing a checkpoint and removing the one before it. */
  @Test
  void whatAKillLeftBeyondThoseThatAreKeptIsRemoved() throws IOException {
    training(9, 5, List.of(1, 2, 3, 4, 5));
    new Checkpoints(dir, 2).resume(silent());
    assertThat(steps()).containsExactly(4L, 5L);
  }

  @Test
  void aCheckpointOfAStepIsAskedForOrTheLaterOnesGo() throws IOException {
    Checkpoints checkpoints = training(9, 5, List.of());
    assertThat(checkpoints.require(3).step()).isEqualTo(3);
    assertThatThrownBy(() -> checkpoints.require(6))
        .hasMessageContaining("has no checkpoint of step 6; there are those of [1, 2, 3, 4, 5]");
    flip(dir.resolve("checkpoints/step-000002/didact-manifest.json"));
    assertThatThrownBy(() -> checkpoints.require(2)).hasMessageContaining("is damaged");
    checkpoints.removeAfter(3);
    assertThat(steps()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void namesBeyondAnyStepAreNoCheckpoints() throws IOException {
    Files.createDirectories(dir.resolve("checkpoints/step-99999999999999999999"));
    Files.createDirectories(dir.resolve("checkpoints/step-12"));
    assertThat(new Checkpoints(dir, 1).newest()).isEmpty();
    assertThat(new Checkpoints(dir, 1).resume(silent())).isEmpty();
  }
}
