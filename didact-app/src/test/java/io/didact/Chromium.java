package io.didact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless browser for the pages; tests with it are skipped where none is installed. */
public final class Chromium {
  private static final long PATIENCE_SECONDS = 120;

  private Chromium() {}

  static Optional<Path> find() {
    String path = System.getenv("PATH");
    return Stream.of((path == null ? "" : path).split(File.pathSeparator))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * A page's elements once its script has run, without scripts and styles.
   *
   * @param scratch a folder for the browser
   * @param until when it has: {@code --virtual-time-budget} or {@code --timeout}, in milliseconds
   */
  public static String dom(String url, Path scratch, String until)
      throws IOException, InterruptedException {
    Optional<Path> chromium = find();
    assumeTrue(chromium.isPresent(), "there is no Chromium on PATH");
    Files.createDirectories(scratch);
    Path out = scratch.resolve("dom.html");
    List<String> command =
        new ArrayList<>(
            List.of(
                chromium.get().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + scratch.resolve("profile"),
                until,
                "--dump-dom",
                url));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(scratch.resolve("log").toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out, StandardCharsets.UTF_8)
        .replaceAll("(?s)<(script|style).*?</\\1>", "");
  }
}
