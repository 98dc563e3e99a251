package io.didact.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that the environment names, by the variables that curl reads: {@code http_proxy} and
 * {@code https_proxy} for addresses of this scheme, {@code all_proxy} where there is none, {@code
 * no_proxy} for the exceptions. In small letters they go before those in capitals; an empty one
 * counts as none.
 *
 * @param http for addresses that begin with {@code http://}
 * @param https for addresses that begin with {@code https://}
 * @param exceptions hosts that are asked directly
 */
record Proxies(Optional<NamedProxy> http, Optional<NamedProxy> https, NoProxy exceptions) {
  static final Proxies NONE =
      new Proxies(Optional.empty(), Optional.empty(), new NoProxy(List.of()));

  /**
   * @throws HubException where a variable names no proxy of a kind that is supported
   */
  static Proxies of(Map<String, String> environment) throws HubException {
    NoProxy exceptions = NoProxy.of(name(environment, "no_proxy").map(environment::get).orElse(""));
    return new Proxies(
        proxy(environment, "http_proxy"), proxy(environment, "https_proxy"), exceptions);
  }

  private static Optional<NamedProxy> proxy(Map<String, String> environment, String small)
      throws HubException {
    Optional<String> name = name(environment, small).or(() -> name(environment, "all_proxy"));
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(NamedProxy.of(name.get(), environment.getOrDefault(name.get(), "")));
  }

  /** The name as it is set. */
  private static Optional<String> name(Map<String, String> environment, String small) {
    return Stream.of(small, small.toUpperCase(Locale.ROOT))
        .filter(each -> HubSettings.variable(environment, each).isPresent())
        .findFirst();
  }

  /** The proxy to ask for an address. */
  Optional<NamedProxy> to(URI address) {
    Optional<NamedProxy> proxy = "https".equalsIgnoreCase(address.getScheme()) ? https : http;
    return proxy.filter(each -> !exceptions.covers(String.valueOf(address.getHost())));
  }

  /** The same for Java's client; nothing where the environment names none. */
  Optional<ProxySelector> selector() {
    if (http.isEmpty() && https.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            return List.of(
                to(uri)
                    .map(proxy -> InetSocketAddress.createUnresolved(proxy.host(), proxy.port()))
                    .map(address -> new Proxy(Proxy.Type.HTTP, address))
                    .orElse(Proxy.NO_PROXY));
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });
  }
}
