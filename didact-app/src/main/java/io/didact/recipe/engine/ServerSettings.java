package io.didact.recipe.engine;

import io.didact.config.Rules;
import io.didact.engine.RolloutEngine;
import io.didact.engine.TokenScorer;
import io.didact.http.JsonClient;
import io.didact.http.Pause;
import io.didact.http.Server;
import io.didact.recipe.model.EngineSettings;
import io.didact.recipe.model.LoadedModel;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** A server that samples: what all kinds of them are told. */
interface ServerSettings extends EngineSettings {
  int IN_FLIGHT = 64;
  int TIMEOUT_SECONDS = 1800;
  int RETRIES = 5;
  double MOST_MISMATCH = 0.3;

  /** What paths are put behind. */
  String url();

  /** The model's name at the server. */
  String served();

  /** Samples that are asked for at once. */
  int inFlight();

  /** For one whole sample. */
  int timeoutSeconds();

  /** Of a request that failed for a while. */
  int retries();

  /** Environment variable with the server's key. */
  Optional<String> keyVariable();

  /** The most mean |Δ log p| of the probe's tokens, in nats. */
  double mostMismatch();

  /** A directory that the server sees by the same path, for new weights. */
  Optional<Path> handOver();

  /** How it is asked. */
  Dialect dialect();

  /** What must hold of all. */
  static Rules rules(
      String url, int inFlight, int timeoutSeconds, int retries, double mostMismatch) {
    return new Rules()
        .all("", Server.rules(url))
        .require(inFlight >= 1 && inFlight <= 1024, "inFlight", "from 1 to 1024", inFlight)
        .atLeast("timeoutSeconds", 1, timeoutSeconds)
        .require(retries >= 0 && retries <= 20, "retries", "from 0 to 20", retries)
        .positive("mostMismatch", mostMismatch);
  }

  @Override
  default RolloutEngine open(LoadedModel model, Workers workers) throws IOException {
    return open(model, workers, message -> {});
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException also where the probe finds that it cannot be used
   */
  @Override
  default RolloutEngine open(LoadedModel model, Workers workers, Consumer<String> messages)
      throws IOException {
    try {
      return new EngineProbe(this, model, workers, messages).open(client(messages));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("was stopped").initCause(e);
    }
  }

  @Override
  default boolean scores() {
    return dialect().scoring().isPresent();
  }

  @Override
  default TokenScorer scorer(
      LoadedModel model, Workers workers, double temperature, Consumer<String> messages)
      throws IOException {
    try {
      return new ScorerProbe(this, model, workers, temperature, messages).open(client(messages));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("was stopped").initCause(e);
    }
  }

  private JsonClient client(Consumer<String> messages) throws IOException {
    Server server =
        new Server(
            served() + " at " + url(),
            URI.create(url()),
            Duration.ofSeconds(timeoutSeconds()),
            retries(),
            Server.key(keyVariable(), System.getenv()));
    return new JsonClient(server, Pause.REAL, messages);
  }
}
