package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path dir;

  /** The other run: takes the lock and waits to be killed. */
  static final class Holder {
    public static void main(String[] args) throws Exception {
      try (RunLock lock = RunLock.acquire(Path.of(args[0]))) {
        System.out.println("held " + lock);
        Thread.sleep(60_000);
      }
    }
  }

  @Test
  void aSecondRunIsToldWhoHasIt() throws IOException {
    try (RunLock lock = RunLock.acquire(dir)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> RunLock.acquire(dir))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another run")
          .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")");
    }
    RunLock.acquire(dir).close();
  }

  @Test
  void aKilledRunHoldsNothing() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('h');
      assertThatThrownBy(() -> RunLock.acquire(dir))
          .hasMessageContaining("(process " + other.pid() + ")");
    } finally {
      other.destroyForcibly().waitFor();
    }
    RunLock.acquire(dir).close();
  }
}
