package io.didact.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportTest {
  private static Transport to(String endpoint) {
    return new Transport(
        new HubSettings(URI.create(endpoint), Optional.of("t"), false, Proxies.NONE));
  }

  /** The token goes where scheme, host and port are the endpoint's. */
  @ParameterizedTest
  @CsvSource({
    "https://hub.example,      https://hub.example/x,          true",
    "https://hub.example,      https://HUB.example:443/x,      true",
    "https://hub.example,      https://hub.example:8443/x,     false",
    "https://hub.example,      http://hub.example/x,           false",
    "https://hub.example,      https://hub.example.evil/x,     false",
    "https://hub.example,      https://evil/hub.example,       false",
    "https://hub.example,      https://hub.example@evil/x,     false",
    "http://hub.example:8080,  http://hub.example:8080/x,      true",
    "http://hub.example,       http://hub.example:80/x,        true",
  })
  void origins(String endpoint, URI address, boolean same) {
    assertThat(to(endpoint).isOrigin(address)).isEqualTo(same);
  }

  @Test
  void encryptionIsNotGivenUp() throws HubException {
    URI from = URI.create("https://hub.example/a/b");
    Transport secure = to("https://hub.example");
    assertThatThrownBy(() -> secure.target(from, Optional.of("http://cdn.example/x")))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("redirects to http://cdn.example, which is not encrypted");
    assertThat(secure.target(from, Optional.of("../c"))).hasToString("https://hub.example/c");
    assertThat(secure.target(from, Optional.of("//cdn.example/x")))
        .hasToString("https://cdn.example/x");
    assertThat(to("http://hub.example").target(from, Optional.of("http://cdn.example/x")))
        .hasToString("http://cdn.example/x");
  }
}
