package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path dir;

  @Test
  void keepsTheNewest() throws IOException {
    Checkpoints checkpoints = new Checkpoints(dir.resolve("checkpoints"), 2);
    checkpoints.clean();
    assertThat(checkpoints.newest()).isEmpty();
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
    Path leftover = Files.createDirectories(dir.resolve("step-000070.tmp-12-ab/sub")).getParent();
    Files.writeString(leftover.resolve("half"), "");
    Files.writeString(dir.resolve("notes.txt"), "mine");
    checkpoints.save(5, d -> Files.writeString(d.resolve("state"), ""));
    assertThat(checkpoints.newest().orElseThrow().step()).isEqualTo(5);
    checkpoints.clean();
    assertThat(leftover).doesNotExist();
    assertThat(dir.resolve("notes.txt")).exists();
    assertThat(dir.resolve("step-000005/state")).exists();
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
}
