package io.didact.chat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where and how to ask.
 *
 * @param url what {@code /chat/completions} is put behind, as in {@code http://localhost:8000/v1}
 * @param model as the server calls it
 * @param temperature 0 for greedy
 * @param maxTokens of a reply
 * @param more fields of the request beside or in place of the usual ones; null takes one away
 * @param timeout for one whole reply
 * @param retries after a first try that failed for a while
 * @param key sent as bearer token; appears in no message
 */
public record ChatServer(
    URI url,
    String model,
    double temperature,
    int maxTokens,
    Map<String, Object> more,
    Duration timeout,
    int retries,
    Optional<String> key) {

  /** Without the key. */
  @Override
  public String toString() {
    return model + " at " + url;
  }
}
