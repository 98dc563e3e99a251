package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * First starts of whole processes, with the real libraries, without the launcher's flags: as in a
 * program that has Didact's jars. {@code -Ddidact.coldStarts=100} kills that many.
 */
class ColdStartTest {
  private static final int KILLS = Integer.getInteger("didact.coldStarts", 4);

  @TempDir Path dir;
  private Path cache;
  private Path temporary;
  private Path foreign;

  @BeforeEach
  void prepare() throws IOException {
    cache = dir.resolve("cache");
    temporary = Files.createDirectory(dir.resolve("tmp"));
    foreign = Files.createDirectory(dir.resolve("foreign"));
    TestParquet.write(dir.resolve("table.parquet"), "SELECT '1' AS a, '2' AS b");
  }

  /** A process that starts, and the file with what it says. */
  private record Start(Process process, Path output) {
    List<String> finish() throws Exception {
      int code = process.waitFor();
      List<String> lines = Files.readAllLines(output);
      assertThat(code).as("%s", lines).isZero();
      assertThat(lines).contains("whole");
      return lines;
    }
  }

  private Start start(String... shell) throws IOException {
    List<String> command = new ArrayList<>(List.of(shell));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Ddidact.cache=" + cache,
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            ColdStart.class.getName(),
            dir.resolve("table.parquet").toString()));
    Path output = Files.createTempFile(dir, "out", "");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LD_LIBRARY_PATH", foreign.toString());
    builder.environment().remove("RUST_LIBRARY_PATH");
    return new Start(
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
  }

  /** All files below a directory, as far as it holds still. */
  private static List<Path> files(Path root) throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException e) {
      return files(root);
    }
  }

  private boolean isUnpacking() throws IOException {
    return files(cache).stream().anyMatch(file -> file.toString().contains("/.aside-"));
  }

  /** Whatever moment it was, the next start is right, and of the killed ones nothing is left. */
  @Test
  void aKilledFirstStartIsForgotten() throws Exception {
    Random random = new Random(5);
    for (int kill = 0; kill < KILLS; kill++) {
      Start start = start();
      while (start.process.isAlive() && !isUnpacking()) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(kill % 2 == 0 ? 100 : 600));
      start.process.destroyForcibly().waitFor();
      if (kill % 3 == 2) {
        // as after a power cut in which the disk kept a name without its content
        for (Path file : files(cache)) {
          truncate(file, random.nextInt(1000));
        }
      }
    }
    start().finish();
    assertThat(isUnpacking()).isFalse();
    assertThat(files(cache).stream().map(file -> file.getFileName().toString()))
        .filteredOn(name -> name.startsWith("lib") && !name.endsWith(".checked"))
        .hasSize(2);
    assertThat(files(temporary)).as("nothing is unpacked elsewhere").isEmpty();
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    } catch (NoSuchFileException e) {
      return; // it was being renamed
    }
  }

  /** Three at once, beside libraries of the same names that are not ours. */
  @Test
  void firstStartsAtOnceBesideForeignLibraries() throws Exception {
    for (String name : List.of("tokenizers", "duckdb_java", "cudart")) {
      Files.writeString(foreign.resolve(System.mapLibraryName(name)), "no library");
    }
    List<Start> starts = List.of(start(), start(), start());
    for (Start start : starts) {
      assertThat(start.finish())
          .filteredOn(line -> line.startsWith("/"))
          .allMatch(line -> line.startsWith(cache.toString()));
    }
    assertThat(isUnpacking()).isFalse();
  }

  /** A limit on the size of files fails a write in the middle, as a full disk does. */
  @Test
  void aFullDiskIsSaidAndLeavesNothing() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
    Start start = start("/bin/sh", "-c", "ulimit -f 20000; exec \"$0\" \"$@\"");
    assertThat(start.process.waitFor()).isEqualTo(1);
    assertThat(Files.readString(start.output))
        .contains(
            "native libraries (68 MB) cannot be unpacked into " + cache,
            "Free some space there, or set DIDACT_CACHE to another directory")
        .doesNotContain("\tat ");
    assertThat(files(cache)).extracting(Path::getFileName).containsExactly(Path.of(".lock"));
    start().finish();
  }
}
