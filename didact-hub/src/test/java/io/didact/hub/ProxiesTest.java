package io.didact.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The environment's words for proxies, read as curl's manual says (ENVIRONMENT, --proxy). */
class ProxiesTest {
  /** Variables, an address, and the proxy that it is asked through. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https_proxy=http://p:3128                      | https://hub.example/ | p:3128 (https_proxy)",
        "HTTPS_PROXY=p:3128/                            | https://hub.example/ | p:3128 (HTTPS_PROXY)",
        "HTTPS_PROXY=HTTP://p                           | https://hub.example/ | p:1080 (HTTPS_PROXY)",
        "HTTPS_PROXY=[fd00::1]:80                       | https://hub.example/ | fd00::1:80 (HTTPS_PROXY)",
        "HTTPS_PROXY=http://p_1.intern:80               | https://hub.example/ | p_1.intern:80 (HTTPS_PROXY)",
        "https_proxy=a:1 HTTPS_PROXY=b:2                | https://hub.example/ | a:1 (https_proxy)",
        "https_proxy= HTTPS_PROXY=b:2                   | https://hub.example/ | b:2 (HTTPS_PROXY)",
        "HTTPS_PROXY=b:2                                | http://hub.example/  | none",
        "http_proxy=b:2                                 | https://hub.example/ | none",
        "HTTP_PROXY=b:2                                 | http://hub.example/  | b:2 (HTTP_PROXY)",
        "ALL_PROXY=c:3                                  | http://hub.example/  | c:3 (ALL_PROXY)",
        "all_proxy=c:3 HTTPS_PROXY=b:2                  | https://hub.example/ | b:2 (HTTPS_PROXY)",
        "all_proxy=c:3 NO_PROXY=*                       | https://hub.example/ | none",
        "all_proxy=c:3 no_proxy=hub.example             | https://hub.example/ | none",
        "all_proxy=c:3 no_proxy=b.example,EXAMPLE       | https://hub.example/ | none",
        "all_proxy=c:3 no_proxy=.example.               | https://hub.example/ | none",
        "all_proxy=c:3 no_proxy=ub.example              | https://hub.example/ | c:3 (all_proxy)",
        "all_proxy=c:3 no_proxy=hub.example.org         | https://hub.example/ | c:3 (all_proxy)",
        "all_proxy=c:3 no_proxy=.                       | https://hub.example/ | c:3 (all_proxy)",
        "all_proxy=c:3 no_proxy=10.1.2.3                | http://10.1.2.3/     | none",
        "all_proxy=c:3 no_proxy=3                       | http://10.1.2.3/     | c:3 (all_proxy)",
        "all_proxy=c:3 no_proxy=10.0.0.0/8              | http://10.1.2.3/     | none",
        "all_proxy=c:3 no_proxy=10.1.2.0/30             | http://10.1.2.3/     | none",
        "all_proxy=c:3 no_proxy=10.1.2.0/31             | http://10.1.2.3/     | c:3 (all_proxy)",
        "all_proxy=c:3 no_proxy=10.1.2.3/33             | http://10.1.2.3/     | c:3 (all_proxy)",
        "all_proxy=c:3 no_proxy=fd00::/16               | http://[fd00::9]/    | none",
        "all_proxy=c:3 no_proxy=[fd00::9]               | http://[fd00::9]/    | none",
        "all_proxy=c:3 no_proxy=fd00::/16               | http://10.1.2.3/     | c:3 (all_proxy)",
      })
  void whichProxy(String variables, URI address, String proxy) throws HubException {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables.strip().split(" ")) {
      environment.put(variable.split("=")[0], variable.substring(variable.indexOf('=') + 1));
    }
    assertThat(Proxies.of(environment).to(address).map(NamedProxy::toString).orElse("none"))
        .isEqualTo(proxy);
  }

  @ParameterizedTest
  @CsvSource({
    "ada:secret@p:1,           ada:secret",
    "ada@p:1,                  ada:",
    "http://a%40b:c%3Ad@p:1,   a@b:c:d",
    "a:b@c@p:1,                a:b@c",
    "a+b:c+d@p:1,              a+b:c+d",
    "%C3%A9:x@p,               é:x",
  })
  void credentials(String value, String plain) throws HubException {
    NamedProxy proxy = NamedProxy.of("HTTPS_PROXY", value);
    String token = proxy.authorization().orElseThrow().substring("Basic ".length());
    assertThat(new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8))
        .isEqualTo(plain);
    assertThat(proxy.host()).isEqualTo("p");
    assertThat(proxy.toString()).doesNotContain(plain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://secret:1",
        "https://secret",
        "secret:0",
        "secret:65536",
        "secret:1/x",
        "http://",
        ":80",
        "se cret",
        "secret:",
        "%zz:secret@p:1",
        "[secret",
        "http://http://secret"
      })
  void whatIsNoProxyOfOurs(String value) {
    assertThatThrownBy(() -> NamedProxy.of("HTTPS_PROXY", value))
        .isInstanceOf(HubException.class)
        .hasMessageStartingWith("HTTPS_PROXY ")
        .hasMessageContaining("http://")
        .hasMessageNotContaining("secret");
  }

  @Test
  void anyTextIsAProxyOrRefused() {
    Random random = new Random(1);
    String signs = "htp:/@[]%.019aé \t,*";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(random.nextInt(12), 0, signs.length()).forEach(c -> text.append(signs.charAt(c)));
      try {
        NamedProxy proxy = NamedProxy.of("X", text.toString());
        assertThat(proxy.port()).isBetween(1, 65_535);
        assertThat(proxy.host()).isNotEmpty();
      } catch (HubException e) {
        assertThat(e).hasMessageStartingWith("X ");
      }
      NoProxy.of(text.toString()).covers("hub.example");
      NoProxy.of(text.toString()).covers("[::1]");
    }
  }
}
