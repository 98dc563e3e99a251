package io.didact.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * GET over HTTP/1.1. Redirects are followed here and not by the client, because the token must not
 * go to another host with them.
 */
final class Transport {
  private static final int MAX_REDIRECTS = 10;
  private static final int PROXY_REFUSES = 407;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /** How long a body may bring nothing before the connection counts as broken. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final HubSettings settings;
  private final Duration silence;
  private final HttpClient client;

  Transport(HubSettings settings) {
    this(settings, SILENCE);
  }

  Transport(HubSettings settings, Duration silence) {
    this.settings = settings;
    this.silence = silence;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    settings.proxies().selector().ifPresent(builder::proxy);
    this.client = builder.build();
  }

  URI endpoint() {
    return settings.endpoint();
  }

  boolean hasToken() {
    return settings.token().isPresent();
  }

  /**
   * Asks for an address of the endpoint, and for what it refers to.
   *
   * @param headers to send to every host on the way
   * @return the first answer that is no redirect, whatever its status
   * @throws HubException where redirects are endless or lead where they must not
   * @throws IOException where the connection fails
   */
  Answer get(URI address, Map<String, String> headers) throws IOException {
    URI at = address;
    boolean trusted = isOrigin(at);
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      Answer answer = send(at, headers, trusted);
      if (answer.status() == PROXY_REFUSES) {
        answer.close();
        throw new HubException(refusal(settings.proxies().to(at)));
      }
      if (!REDIRECTS.contains(answer.status())) {
        return answer;
      }
      answer.close();
      at = target(at, answer.header("Location").filter(where -> !where.isBlank()));
      trusted = trusted && isOrigin(at);
    }
    throw new HubException("%s redirects more than %d times".formatted(address, MAX_REDIRECTS));
  }

  /** Whether this is the endpoint itself: the same scheme, host and port. */
  boolean isOrigin(URI uri) {
    URI own = settings.endpoint();
    return own.getScheme().equalsIgnoreCase(String.valueOf(uri.getScheme()))
        && own.getHost().equalsIgnoreCase(String.valueOf(uri.getHost()))
        && port(own) == port(uri);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : isHttps(uri) ? 443 : 80;
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** Where a redirect leads, if it may. */
  URI target(URI from, Optional<String> location) throws HubException {
    URI to;
    try {
      to = from.resolve(location.orElse(""));
    } catch (IllegalArgumentException e) {
      throw new HubException(from + " redirects to what is no address", e);
    }
    String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
    if (location.isEmpty() || to.getHost() == null || !Set.of("http", "https").contains(scheme)) {
      throw new HubException(from + " redirects to what is no address of the web");
    }
    if (!isHttps(to) && isHttps(settings.endpoint())) {
      throw new HubException(
          "%s redirects to %s://%s, which is not encrypted"
              .formatted(from, to.getScheme(), to.getHost()));
    }
    return to;
  }

  private Answer send(URI uri, Map<String, String> headers, boolean trusted) throws IOException {
    Optional<NamedProxy> proxy = settings.proxies().to(uri);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER)
            .header("User-Agent", "didact-hub")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    if (trusted) {
      settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    proxy
        .flatMap(NamedProxy::authorization)
        .ifPresent(value -> request.header("Proxy-Authorization", value));
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      return new Answer(response, silence);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("was stopped").initCause(e);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new IOException(unreachable(uri.getHost(), proxy, e), e);
    } catch (HttpTimeoutException e) {
      throw new IOException(uri.getHost() + " does not answer", e);
    } catch (IOException e) {
      String through = proxy.map(each -> " through the proxy " + each).orElse("");
      throw new IOException(
          "the connection to " + uri.getHost() + through + " failed: " + e.getMessage(), e);
    }
  }

  private static String unreachable(String host, Optional<NamedProxy> proxy, IOException e) {
    if (proxy.isPresent()) {
      return "cannot reach " + host + " through the proxy " + proxy.get();
    }
    boolean unknown = e.getCause() instanceof UnresolvedAddressException;
    return (unknown ? "there is no host " : "cannot reach ")
        + host
        + " (is there a network, or a proxy to be named in HTTPS_PROXY?)";
  }

  private static String refusal(Optional<NamedProxy> proxy) {
    return proxy
        .map(
            each ->
                "the proxy %s %s; name it as http://USER:PASSWORD@HOST:PORT"
                    .formatted(
                        each,
                        each.authorization().isPresent()
                            ? "does not accept its user and password"
                            : "wants a user and a password"))
        .orElse("a proxy wants a user and a password; name it in HTTPS_PROXY, with them");
  }
}
