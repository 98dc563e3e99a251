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
}
