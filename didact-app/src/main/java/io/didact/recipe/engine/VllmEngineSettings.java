package io.didact.recipe.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A vLLM server that serves the same model (docs/engines.md).
 *
 * @param url such as {@code http://localhost:8000}, without {@code /v1}
 * @param served the model's name there
 * @param inFlight samples that are asked for at once
 * @param timeoutSeconds for one whole sample
 * @param retries of a request that failed for a while
 * @param keyVariable environment variable with the server's key
 * @param mostMismatch mean |Δ log p| in nats, of the server's tokens to the model's own, above
 *     which it is refused
 * @param handOver directory for new weights, which the server sees by the same path; needed by
 *     reinforcement learning
 */
public record VllmEngineSettings(
    String url,
    String served,
    int inFlight,
    int timeoutSeconds,
    int retries,
    Optional<String> keyVariable,
    double mostMismatch,
    Optional<Path> handOver)
    implements ServerSettings {
  public VllmEngineSettings {
    ServerSettings.rules(url, inFlight, timeoutSeconds, retries, mostMismatch)
        .require(!served.isBlank(), "served", "must name the model as the server does")
        .done();
  }

  static VllmEngineSettings defaults(String url, String served) {
    return new VllmEngineSettings(
        url,
        served,
        IN_FLIGHT,
        TIMEOUT_SECONDS,
        RETRIES,
        Optional.empty(),
        MOST_MISMATCH,
        Optional.empty());
  }

  @Override
  public Dialect dialect() {
    return new Vllm();
  }
}
