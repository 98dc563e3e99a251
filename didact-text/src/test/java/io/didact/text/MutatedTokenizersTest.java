package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is changed in a {@code tokenizer.json}, it is refused with a message or works; the
 * process does not end. With {@code -Ddidact.test.mutations=100000} the full number is tried.
 */
class MutatedTokenizersTest {
  private static final int MUTATIONS = Integer.getInteger("didact.test.mutations", 500);
  private static final int OF_ONE_PROCESS = 5_000;
  private static final Pattern END =
      Pattern.compile("loaded (\\d+) slowest \\d+ ms(?: VmHWM:\\s+(\\d+) kB)?");

  @TempDir Path directory;

  @Test
  void aChangedFileIsRefusedOrWorks() throws Exception {
    for (int first = 0; first < MUTATIONS; first += OF_ONE_PROCESS) {
      int end = Math.min(MUTATIONS, first + OF_ONE_PROCESS);
      List<String> said = run(first, end);
      String last = said.get(said.size() - 1);
      Matcher matcher = END.matcher(last);
      assertThat(matcher.find()).as("ended at file %s: %s", last, said).isTrue();
      assertThat(Integer.parseInt(matcher.group(1))).isBetween((end - first) / 10, end - first);
      if (matcher.group(2) != null) {
        assertThat(Integer.parseInt(matcher.group(2))).as("kB of memory").isLessThan(1 << 20);
      }
    }
  }

  /** The last lines that the program writes, errors among them. */
  private List<String> run(int first, int end) throws IOException, InterruptedException {
    File output = directory.resolve("output").toFile();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                MutatedTokenizers.class.getName(),
                Integer.toString(first),
                Integer.toString(end))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(output.toPath());
    return lines.subList(Math.max(0, lines.size() - 30), lines.size());
  }
}
