package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path dir;
  @TempDir Path folder;

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
          .hasMessageContaining("this very process");
    }
    RunLock.acquire(dir).close();
  }

  /**
   * Looking takes the lock from nobody, and what a process that is gone left counts for nothing.
   */
  @Test
  void whoIsAtWorkIsSeenWithoutTryingTheLock() throws Exception {
    assertThat(RunLock.seemsHeld(dir)).isFalse();
    try (RunLock lock = RunLock.acquire(dir)) {
      assertThat(RunLock.seemsHeld(dir.resolve("."))).as("%s", lock).isTrue();
    }
    assertThat(RunLock.seemsHeld(dir)).isFalse();
    Process other = other(folder);
    long pid = other.pid();
    try {
      assertThat(other.getInputStream().read()).isPositive();
      assertThat(RunLock.seemsHeld(folder)).isTrue();
      assertThatThrownBy(() -> RunLock.acquire(folder)).hasMessageContaining("process " + pid);
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(RunLock.seemsHeld(folder)).isFalse();
    Files.writeString(folder.resolve(".lock"), "nobody\n");
    assertThat(RunLock.seemsHeld(folder)).isFalse();
    // a process that is alive, and began long after the lock was written
    Files.writeString(
        folder.resolve(".lock"), ProcessHandle.current().parent().orElseThrow().pid() + "\n");
    Files.setLastModifiedTime(folder.resolve(".lock"), FileTime.from(Instant.EPOCH));
    assertThat(RunLock.seemsHeld(folder)).isFalse();
  }

  /** POSIX gives a lock back when any handle of the file is closed: a second try must open none. */
  @Test
  void aRefusedTryLeavesTheLock() throws Exception {
    Files.createDirectory(dir.resolve("x"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), dir);
    try (RunLock lock = RunLock.acquire(link)) {
      assertThat(lock).isNotNull();
      for (Path name : List.of(dir, link, dir.resolve("x/.."), link.resolve("."))) {
        assertThatThrownBy(() -> RunLock.acquire(name)).hasMessageContaining("at work in");
      }
      Process other = other(dir);
      try {
        assertThat(other.getInputStream().readAllBytes()).isEmpty();
        assertThat(new String(other.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
            .contains("(process " + ProcessHandle.current().pid() + ")");
      } finally {
        other.destroyForcibly().waitFor();
      }
    }
  }

  private static Process other(Path dir) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            dir.toString())
        .start();
  }

  @Test
  void aKilledRunHoldsNothing() throws Exception {
    Files.createDirectory(dir.resolve("x"));
    Process other = other(dir);
    try {
      assertThat(other.getInputStream().read()).isEqualTo('h');
      Path link = Files.createSymbolicLink(folder.resolve("link"), dir);
      for (Path name : List.of(dir, link, dir.resolve("x/.."), link.resolve("."))) {
        assertThatThrownBy(() -> RunLock.acquire(name))
            .hasMessageContaining("(process " + other.pid() + ")");
      }
    } finally {
      other.destroyForcibly().waitFor();
    }
    RunLock.acquire(dir).close();
  }
}
