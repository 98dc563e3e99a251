package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher's own words on its build lock, with a build that only says so. */
@DisabledOnOs(OS.WINDOWS)
class LauncherLockTest {
  private static final Path LAUNCHER = Path.of("../didact");

  @TempDir Path home;

  private String run() throws Exception {
    String all = Files.readString(LAUNCHER);
    String script =
        """
        set -eu
        home='%s'; launch=$home/didact-app/target/launch
        say() { printf 'didact: %%s\\n' "$*"; }
        die() { say "$@"; exit 1; }
        is_stale() { return 0; }
        build() { say built; }
        %s
        build_locked
        """
            .formatted(
                home,
                all.substring(all.indexOf("# When a process began"), all.indexOf("\nfind_java\n")));
    ProcessBuilder sh = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
    sh.environment().put("DIDACT_BUILD_WAIT", "1");
    Process process = sh.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private Path lock() {
    return home.resolve("didact-app/target/launch/lock");
  }

  private void holder(String text) throws IOException {
    Files.createDirectories(lock());
    Files.writeString(lock().resolve("pid"), text + "\n");
  }

  @Test
  void aFreeLockIsTakenAndGivenBack() throws Exception {
    assertThat(run()).isEqualTo("didact: built\n");
    assertThat(lock()).doesNotExist();
  }

  /**
   * Of a dead process; of one that has the number of the dead one now; cut while it was written.
   */
  @ParameterizedTest
  @ValueSource(strings = {"99999999 1", "1 1", "1", "garbage", "12x 4"})
  void aStaleLockIsTaken(String text) throws Exception {
    holder(text);
    assertThat(run()).isEqualTo("didact: built\n");
  }

  @Test
  void aLiveOneIsWaitedForButNotForEver() throws Exception {
    Process build = new ProcessBuilder("sleep", "60").start();
    try {
      String pid = String.valueOf(build.pid());
      Process begun =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  Files.readString(LAUNCHER)
                          .replaceFirst("(?s).*\n(begun\\(\\) \\{.*?\n\\}\n).*", "$1")
                      + "begun "
                      + pid)
              .start();
      holder(
          pid
              + " "
              + new String(begun.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
      assertThat(run())
          .contains("waiting for another build of the same checkout (process " + pid + ")")
          .contains("has not ended in 1 s. If none is at work", "delete " + lock())
          .doesNotContain("built");
    } finally {
      build.destroyForcibly();
    }
  }
}
