package io.didact.hub.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.hub.FakeHub;
import io.didact.hub.HubException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleTest {
  @TempDir Path dir;

  @Test
  void bringsAModelOnceAndThenReadsTheDisk() throws IOException {
    Map<String, String> environment;
    Path model;
    try (FakeHub hub = new FakeHub().put("config.json", "{}").put("model.safetensors", "w")) {
      environment = hub.environment(dir.resolve("hf"));
      model = Example.model(FakeHub.REPO, environment, dir);
      assertThat(model.resolve("model.safetensors")).hasContent("w");
    }
    assertThat(Example.model(FakeHub.REPO, environment, dir)).isEqualTo(model);
    Map<String, String> offline = new HashMap<>(environment);
    offline.put("HF_HUB_OFFLINE", "1");
    assertThat(Example.model(FakeHub.REPO, offline, dir)).isEqualTo(model);
    assertThatThrownBy(() -> Example.model("acme/other", offline, dir))
        .isInstanceOf(HubException.class);
  }

  @Test
  void theReadmeShowsIt() throws IOException {
    Path module = Path.of(System.getProperty("didact.root", ".."), "didact-hub");
    String source =
        Files.readString(module.resolve("src/test/java/io/didact/hub/example/Example.java"));
    String method =
        source
            .substring(source.indexOf("  static Path model"), source.lastIndexOf('}'))
            .lines()
            .map(line -> line.replaceFirst("^ {2}", ""))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(module.resolve("README.md")))
        .contains("```java\n" + method + "\n```");
  }
}
