package io.didact.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {
  @TempDir Path home;

  private HubSettings of(Map<String, String> environment) throws IOException {
    return HubSettings.of(environment, home);
  }

  /** In the order in which the Hub's other tools look. */
  @ParameterizedTest
  @CsvSource({
    "A=a,                                                       /h/.cache/huggingface/hub",
    "XDG_CACHE_HOME=/x,                                         /x/huggingface/hub",
    "XDG_CACHE_HOME=/x HF_HOME=/y,                              /y/hub",
    "HF_HOME=~/y,                                               /h/y/hub",
    "HF_HOME=/y HUGGINGFACE_HUB_CACHE=/z,                       /z",
    "HF_HOME=/y HUGGINGFACE_HUB_CACHE=/z HF_HUB_CACHE=/w,       /w",
    "HF_HUB_CACHE=,                                             /h/.cache/huggingface/hub",
  })
  void whereTheCacheIs(String variables, Path cache) {
    Map<String, String> environment = new java.util.HashMap<>();
    for (String variable : variables.split(" ")) {
      environment.put(variable.split("=")[0], variable.substring(variable.indexOf('=') + 1));
    }
    assertThat(HubCache.of(environment, Path.of("/h")).directory()).isEqualTo(cache);
  }

  @Test
  void defaults() throws IOException {
    HubSettings settings = of(Map.of());
    assertThat(settings.endpoint()).hasToString("https://huggingface.co");
    assertThat(settings.token()).isEmpty();
    assertThat(settings.offline()).isFalse();
  }

  @Test
  void tokens() throws IOException {
    Path file = Files.createDirectories(home.resolve(".cache/huggingface")).resolve("token");
    Files.writeString(file, "from-file\n");
    assertThat(of(Map.of()).token()).contains("from-file");
    assertThat(of(Map.of("HF_TOKEN", " given ")).token()).contains("given");
    Files.writeString(home.resolve("t"), "elsewhere");
    assertThat(of(Map.of("HF_TOKEN_PATH", "~/t")).token()).contains("elsewhere");
    assertThat(of(Map.of("HF_HOME", home.resolve("no").toString())).token()).isEmpty();
    assertThatThrownBy(() -> of(Map.of("HF_TOKEN", "a\nHost: b")))
        .hasMessage("what is in HF_TOKEN is not a token");
    assertThat(of(Map.of("HF_TOKEN", "secret"))).asString().doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "Yes", "ON"})
  void offline(String word) throws IOException {
    HubSettings settings = of(Map.of("HF_HUB_OFFLINE", word));
    assertThat(settings.offline()).isTrue();
    HubCache cache = HubCache.of(Map.of(), home);
    assertThatThrownBy(() -> new Pull(settings, cache, PullListener.NONE))
        .hasMessageContaining("HF_HUB_OFFLINE forbids the network");
    assertThat(of(Map.of("HF_HUB_OFFLINE", "0")).offline()).isFalse();
  }

  @Test
  void endpoints() throws IOException {
    assertThat(of(Map.of("HF_ENDPOINT", "https://mirror.example/hub//")).endpoint())
        .hasToString("https://mirror.example/hub");
    for (String wrong :
        new String[] {"mirror.example", "ftp://x", "https://", "http://a b", "https://u:p@x"}) {
      assertThatThrownBy(() -> of(Map.of("HF_ENDPOINT", wrong)))
          .isInstanceOf(HubException.class)
          .hasMessageContaining("HF_ENDPOINT");
    }
    assertThat(Optional.of(of(Map.of("HF_ENDPOINT", " ")).endpoint().getHost()))
        .contains("huggingface.co");
  }

  @Test
  void sizesForPeople() {
    assertThat(Size.of(0)).isEqualTo("0 B");
    assertThat(Size.of(999)).isEqualTo("999 B");
    assertThat(Size.of(1000)).isEqualTo("1.0 kB");
    assertThat(Size.of(999_949)).isEqualTo("999.9 kB");
    assertThat(Size.of(999_950)).isEqualTo("1.0 MB");
    assertThat(Size.of(Long.MAX_VALUE)).isEqualTo("9.2 EB");
  }
}
