package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path dir;

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(dir)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void replacesAFile() throws IOException {
    Path file = dir.resolve("a/b.txt");
    AtomicFiles.writeText(file, "one");
    AtomicFiles.writeText(file, "two ü");
    assertThat(file).hasContent("two ü");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = dir.resolve("b.txt");
    AtomicFiles.writeText(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.writeFile(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the disk is full")
        .hasMessageContaining("b.txt");
    assertThatThrownBy(
            () ->
                AtomicFiles.writeFile(
                    file,
                    out -> {
                      throw new IllegalStateException("bug");
                    }))
        .hasMessage("bug");
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("b.txt");
  }

  @Test
  void aDirectoryIsWholeOrNotThere() throws IOException {
    Path target = dir.resolve("step");
    assertThatThrownBy(
            () ->
                AtomicFiles.writeDirectory(
                    target,
                    d -> {
                      Files.writeString(d.resolve("x"), "1");
                      assertThat(target).doesNotExist();
                      assertThat(AtomicFiles.isLeftover(d)).isTrue();
                      throw new IOException("broken");
                    }))
        .hasMessageContaining("cannot write")
        .hasMessageContaining("broken");
    assertThat(names()).isEmpty();
    AtomicFiles.writeDirectory(
        target,
        d -> {
          Files.writeString(d.resolve("x"), "1");
          Files.createDirectories(d.resolve("sub"));
          Files.writeString(d.resolve("sub/y"), "2");
        });
    assertThat(target.resolve("sub/y")).hasContent("2");
    assertThatThrownBy(() -> AtomicFiles.writeDirectory(target, d -> {}))
        .hasMessageContaining("there is already");
    AtomicFiles.delete(target);
    assertThat(names()).isEmpty();
  }
}
