package io.didact.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Qwen/Qwen2.5-0.5B-Instruct",
        "a/b",
        "meta-llama/Llama-3.2-1B@main",
        "a/b@refs/pr/12",
        "a/b@v1.0",
        "a_b/c_"
      })
  void names(String word) {
    assertThat(HubName.parse(word)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a/",
        "/a",
        "a/b/c",
        "./a",
        "../a",
        "a/..",
        "a/.b",
        ".a/b",
        "-a/b",
        "a/b-",
        "a--b/c",
        "a/b--c",
        "a/b..c",
        "a\\b",
        "a/b.git",
        "a/b c",
        "a/b@",
        "a/b@../x",
        "a/b@x/../y",
        "a/b@/x",
        "a/b@x//y",
        "a/b@x/",
        "a/b@-x",
        "a/b@x y",
        "a/b@x/.y",
        "a@b/c",
        "ü/b",
        "a/b@x@y",
        "~/b"
      })
  void pathsAndOtherThings(String word) {
    assertThat(HubName.parse(word)).isEmpty();
    assertThat(HubName.parse("a/" + "b".repeat(97))).isEmpty();
  }

  @Test
  void wordsAndFolders() {
    assertThat(HubName.of("a/b")).isEqualTo(new HubName("a/b", "main")).hasToString("a/b");
    assertThat(HubName.of("a/b@c")).isEqualTo(new HubName("a/b", "c")).hasToString("a/b@c");
    assertThat(Stream.of(RepoType.values()).map(HubName.of("a/b-c")::folder))
        .containsExactly("models--a--b-c", "datasets--a--b-c");
    assertThatThrownBy(() -> HubName.of("a/b/c")).hasMessageContaining("ORG/NAME");
  }
}
