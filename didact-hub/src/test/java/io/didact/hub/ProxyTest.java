package io.didact.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls through a proxy that the environment names. */
class ProxyTest {
  /** {@code ada:p@ss} in base 64, as RFC 7617 has it. */
  private static final String BASIC = "Basic YWRhOnBAc3M=";

  @TempDir Path dir;
  private FakeHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub().put("config.json", "{}").put("model.safetensors", new byte[100_000]);
    hub.onCdn.add("model.safetensors");
    hub.token = "secret";
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private void pull(Map<String, String> variables) throws IOException {
    Map<String, String> environment = new HashMap<>(hub.environment(dir));
    environment.putAll(variables);
    HubSettings settings = HubSettings.of(environment, dir);
    new Pull(
            settings,
            new HubCache(dir.resolve("hub")),
            time -> {},
            Linker.SYMBOLIC,
            PullListener.NONE)
        .run(RepoType.MODEL, HubName.of(FakeHub.REPO), Selection.DEFAULT);
  }

  /**
   * The proxy sees every request; the Hub gets its token, the proxy its own, nobody the other's.
   */
  @Test
  void everythingGoesThroughIt() throws IOException {
    try (FakeProxy proxy = new FakeProxy(Optional.of(BASIC))) {
      pull(Map.of("HTTP_PROXY", "http://ada:p%40ss@127.0.0.1:" + proxy.port()));
      assertThat(proxy.asked).hasSameSizeAs(hub.requests);
      assertThat(proxy.asked)
          .anyMatch(line -> line.startsWith("GET " + hub.endpoint() + "/api/models/acme/tiny"))
          .anyMatch(line -> line.startsWith("GET " + hub.cdnEndpoint() + "/cdn/"));
    }
    assertThat(hub.requestsFor("config.json"))
        .extracting(FakeHub.Request::authorization)
        .containsExactly("Bearer secret");
  }

  @Test
  void exceptionsAreAskedDirectly() throws IOException {
    try (FakeProxy proxy = new FakeProxy(Optional.empty())) {
      pull(Map.of("all_proxy", "127.0.0.1:" + proxy.port(), "no_proxy", "example.org localhost"));
      assertThat(proxy.asked)
          .isNotEmpty()
          .allMatch(line -> line.startsWith("GET " + hub.endpoint() + "/"));
      assertThat(hub.requestsFor("model.safetensors")).hasSize(2);
    }
  }

  @Test
  void aProxyThatWantsAPasswordSaysSo() throws IOException {
    try (FakeProxy proxy = new FakeProxy(Optional.of(BASIC))) {
      String address = "127.0.0.1:" + proxy.port();
      assertThatThrownBy(() -> pull(Map.of("http_proxy", address)))
          .isInstanceOf(HubException.class)
          .hasMessage(
              "the proxy %s (http_proxy) wants a user and a password; name it as http://USER:PASSWORD@HOST:PORT",
              address);
      assertThatThrownBy(() -> pull(Map.of("HTTP_PROXY", "ada:wrong@" + address)))
          .isInstanceOf(HubException.class)
          .hasMessageContaining("(HTTP_PROXY) does not accept its user and password")
          .hasMessageNotContaining("wrong");
      assertThat(hub.requests).isEmpty();
    }
  }

  @Test
  void aProxyThatIsNotThereIsNamed() throws IOException {
    FakeProxy gone = new FakeProxy(Optional.empty());
    gone.close();
    assertThatThrownBy(() -> pull(Map.of("http_proxy", "127.0.0.1:" + gone.port())))
        .hasMessageContaining(
            "cannot reach 127.0.0.1 through the proxy 127.0.0.1:" + gone.port() + " (http_proxy)");
  }

  /** What is encrypted goes through a tunnel, which needs the password too. */
  @Test
  void encryptedConnectionsGoThroughATunnel() throws IOException {
    URI endpoint = URI.create(hub.endpoint().replace("http:", "https:"));
    try (FakeProxy proxy = new FakeProxy(Optional.of(BASIC))) {
      Proxies proxies =
          Proxies.of(Map.of("HTTPS_PROXY", "http://ada:p%40ss@127.0.0.1:" + proxy.port()));
      Transport transport =
          new Transport(new HubSettings(endpoint, Optional.empty(), false, proxies));
      assertThatThrownBy(() -> transport.get(endpoint, Map.of()))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the connection to 127.0.0.1 through the proxy 127.0.0.1:");
      assertThat(proxy.asked).containsOnly("CONNECT 127.0.0.1:" + endpoint.getPort() + " HTTP/1.1");
      Proxies nameless = Proxies.of(Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.port()));
      Transport refused =
          new Transport(new HubSettings(endpoint, Optional.empty(), false, nameless));
      assertThatThrownBy(() -> refused.get(endpoint, Map.of()))
          .isInstanceOf(HubException.class)
          .hasMessageContaining("(HTTPS_PROXY) wants a user and a password");
    }
  }
}
