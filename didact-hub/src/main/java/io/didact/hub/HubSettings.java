package io.didact.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How to reach the Hub, from the environment variables that its other tools use.
 *
 * @param endpoint address of the Hub, without a slash at its end
 * @param token of the user's account; it goes to the endpoint and nowhere else
 * @param offline whether the user forbade the network
 * @param proxies what to ask it through
 */
public record HubSettings(URI endpoint, Optional<String> token, boolean offline, Proxies proxies) {
  private static final String ENDPOINT = "https://huggingface.co";
  private static final Set<String> YES = Set.of("1", "ON", "YES", "TRUE");
  private static final int MAX_TOKEN_BYTES = 1 << 14;

  /**
   * @param home of the user
   * @throws IOException where a variable or the token's file is of no use
   */
  public static HubSettings of(Map<String, String> environment, Path home) throws IOException {
    String offline = environment.getOrDefault("HF_HUB_OFFLINE", "");
    return new HubSettings(
        endpoint(variable(environment, "HF_ENDPOINT").orElse(ENDPOINT)),
        token(environment, home),
        YES.contains(offline.strip().toUpperCase(Locale.ROOT)),
        Proxies.of(environment));
  }

  /** The folder of everything that belongs to the Hub's tools. */
  static Path home(Map<String, String> environment, Path home) {
    return variable(environment, "HF_HOME")
        .map(path -> path(path, home))
        .orElseGet(
            () ->
                variable(environment, "XDG_CACHE_HOME")
                    .map(path -> path(path, home))
                    .orElse(home.resolve(".cache"))
                    .resolve("huggingface"));
  }

  /** A variable that is set to something. */
  static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** A path in which {@code ~} may stand for the user's home. */
  static Path path(String value, Path home) {
    return value.equals("~") || value.startsWith("~/")
        ? home.resolve(value.substring(Math.min(2, value.length())))
        : Path.of(value);
  }

  private static URI endpoint(String text) throws HubException {
    try {
      URI uri = new URI(text.strip().replaceFirst("/+$", ""));
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (Set.of("http", "https").contains(scheme)
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new HubException("HF_ENDPOINT is no address: " + e.getMessage(), e);
    }
    throw new HubException("HF_ENDPOINT must be like https://host, was " + text);
  }

  private static Optional<String> token(Map<String, String> environment, Path home)
      throws IOException {
    Optional<String> given = variable(environment, "HF_TOKEN");
    if (given.isPresent()) {
      return Optional.of(clean(given.get(), "HF_TOKEN"));
    }
    Path file =
        variable(environment, "HF_TOKEN_PATH")
            .map(path -> path(path, home))
            .orElse(home(environment, home).resolve("token"));
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_TOKEN_BYTES) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return text.isBlank() ? Optional.empty() : Optional.of(clean(text, file.toString()));
  }

  private static String clean(String token, String where) throws HubException {
    String clean = token.strip();
    if (!clean.matches("[!-~]+")) {
      throw new HubException("what is in " + where + " is not a token");
    }
    return clean;
  }

  /** Without the token, which is for no log. */
  @Override
  public String toString() {
    return "HubSettings[%s, token: %s, offline: %s, %s]"
        .formatted(endpoint, token.isPresent() ? "yes" : "no", offline, proxies);
  }
}
