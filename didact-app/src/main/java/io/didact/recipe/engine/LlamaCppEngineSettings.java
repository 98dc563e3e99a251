package io.didact.recipe.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * llama.cpp's server with the same model as GGUF. It takes no new weights (docs/engines.md).
 *
 * @param url such as {@code http://localhost:8080}, without {@code /v1}
 * @param served for messages; the server has one model
 * @param inFlight samples that are asked for at once
 * @param timeoutSeconds for one whole sample
 * @param retries of a request that failed for a while
 * @param keyVariable environment variable with the server's key
 * @param mostMismatch mean |Δ log p| in nats, of the server's tokens to the model's own, above
 *     which it is refused
 */
public record LlamaCppEngineSettings(
    String url,
    String served,
    int inFlight,
    int timeoutSeconds,
    int retries,
    Optional<String> keyVariable,
    double mostMismatch)
    implements ServerSettings {
  public LlamaCppEngineSettings {
    ServerSettings.rules(url, inFlight, timeoutSeconds, retries, mostMismatch)
        .require(!served.isBlank(), "served", "must name the model as the server does")
        .done();
  }

  static LlamaCppEngineSettings defaults(String url, String served) {
    return new LlamaCppEngineSettings(
        url, served, IN_FLIGHT, TIMEOUT_SECONDS, RETRIES, Optional.empty(), MOST_MISMATCH);
  }

  /** The server takes none. */
  @Override
  public Optional<Path> handOver() {
    return Optional.empty();
  }

  @Override
  public Dialect dialect() {
    return new LlamaCpp();
  }
}
