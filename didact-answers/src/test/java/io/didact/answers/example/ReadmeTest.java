package io.didact.answers.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's example is the one that is compiled here, and does what the README says. */
class ReadmeTest {
  private static final Path MODULE =
      Path.of(System.getProperty("didact.root", "..")).resolve("didact-answers");

  private static final Pattern CALL = Pattern.compile("of\\(\"(.*)\", \"(.*)\"\\)\\n +(.*)");

  @Test
  void showsTheExample() throws IOException {
    String source =
        Files.readString(MODULE.resolve("src/test/java/io/didact/answers/example/Grading.java"));
    String shown = source.substring(source.indexOf("import "));
    assertThat(Files.readString(MODULE.resolve("README.md"))).contains("```java\n" + shown + "```");
  }

  /** Calls are shown as Java writes them, and below each what it gives. */
  @Test
  void saysWhatComesOfIt() throws IOException {
    List<MatchResult> calls =
        CALL.matcher(Files.readString(MODULE.resolve("README.md"))).results().toList();
    assertThat(calls).hasSize(5);
    for (MatchResult call : calls) {
      String given = Grading.of(call.group(1).translateEscapes(), call.group(2).translateEscapes());
      assertThat(given).isEqualTo(call.group(3));
    }
  }
}
