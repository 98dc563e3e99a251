package io.didact.http;

import io.didact.config.Rules;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where a server is and how patiently it is asked.
 *
 * @param name in messages
 * @param url what paths are put behind, such as {@code http://localhost:8000}
 * @param timeout for one whole answer
 * @param retries after a first try that failed for a while
 * @param key sent as bearer token; appears in no message
 */
public record Server(String name, URI url, Duration timeout, int retries, Optional<String> key) {

  /** What must hold of an address, the setting {@code url}. */
  public static Rules rules(String url) {
    Rules rules = new Rules();
    try {
      URI uri = new URI(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      rules
          .require(web && uri.getHost() != null, "url", "must be as `http://HOST:PORT/v1`")
          .require(
              uri.getRawUserInfo() == null
                  && uri.getRawQuery() == null
                  && uri.getRawFragment() == null,
              "url",
              "has no user, query or fragment: a key is named with keyVariable");
    } catch (URISyntaxException e) {
      rules.add("url", "must be as `http://HOST:PORT/v1`");
    }
    return rules;
  }

  /**
   * The key that a variable of the environment holds.
   *
   * @param variable none for a server without a key
   * @throws IOException where the variable is not set or holds no key
   */
  public static Optional<String> key(Optional<String> variable, Map<String, String> environment)
      throws IOException {
    if (variable.isEmpty()) {
      return Optional.empty();
    }
    String key = environment.getOrDefault(variable.get(), "").strip();
    if (key.isEmpty()) {
      throw new IOException("the environment variable %s is not set".formatted(variable.get()));
    }
    if (!key.chars().allMatch(each -> each > ' ' && each <= '~')) {
      throw new IOException(
          "the environment variable %s holds no key: it has blanks or other characters"
              .formatted(variable.get()));
    }
    return Optional.of(key);
  }

  URI at(String path) {
    return URI.create(url.toString().replaceFirst("/*$", "") + path);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return name;
  }
}
