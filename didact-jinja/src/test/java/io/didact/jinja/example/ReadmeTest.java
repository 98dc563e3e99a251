package io.didact.jinja.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's example is the one that is compiled here, and does what the README says. */
class ReadmeTest {
  private static final Path MODULE =
      Path.of(System.getProperty("didact.root", "..")).resolve("didact-jinja");

  @Test
  void showsTheExample() throws IOException {
    String source =
        Files.readString(MODULE.resolve("src/test/java/io/didact/jinja/example/ChatPrompt.java"));
    String shown = source.substring(source.indexOf("import "));
    assertThat(Files.readString(MODULE.resolve("README.md")))
        .contains("```java\n" + shown + "```")
        .contains("```text\n" + ChatPrompt.of(" Why? ") + "\n```");
  }
}
