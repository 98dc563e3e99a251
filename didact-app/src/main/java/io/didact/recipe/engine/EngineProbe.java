package io.didact.recipe.engine;

import io.didact.engine.Completion;
import io.didact.engine.Finish;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.engine.Scorer;
import io.didact.http.JsonClient;
import io.didact.recipe.model.LoadedModel;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Looks whether a server does what an engine must, before anything is sampled: it reads ids as they
 * are sent, keeps the token that ends a sample, draws by the seed, and its log-probs are those of
 * the same model. What these are the probe finds out by comparison, since it depends on how the
 * server was started.
 */
record EngineProbe(
    ServerSettings settings, LoadedModel model, Workers workers, Consumer<String> messages) {
  private static final int PROMPT = 8;
  private static final int TOKENS = 24;
  private static final int SAMPLES = 4;

  /** At which log-probs of tempered logits are far from others. */
  private static final double COOL = 0.5;

  /** So flat that samples of different seeds differ. */
  private static final double HOT = 1.5;

  /** Log-probs below which tell nothing of truncation. */
  private static final double CERTAIN = 0.05;

  /**
   * The engine, where the server can be one.
   *
   * @throws IOException where it cannot, saying why
   */
  RolloutEngine open(JsonClient client) throws IOException, InterruptedException {
    Dialect dialect = settings.dialect();
    int context = dialect.look(client, settings.served());
    int own = model.checkpoint().config().maxPositions();
    RemoteEngine.Asked asked =
        new RemoteEngine.Asked(
            client,
            dialect,
            settings,
            new NewWeights(model),
            context == 0 ? own : Math.min(own, context));
    try {
      RemoteEngine engine = new RemoteEngine(asked, LogProbKind.WHOLE, false);
      boolean seeded = seeded(engine, client);
      requireStopToken(engine, client);
      return new RemoteEngine(asked, kind(engine, client), seeded);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private TokenIds prompt() throws IOException {
    return ProbeIds.of(model, PROMPT);
  }

  private List<Completion> sample(RemoteEngine engine, Sampling sampling, long... seeds)
      throws IOException {
    return engine.generate(List.of(new RolloutRequest(prompt(), seeds)), sampling).get(0);
  }

  private int tokens() {
    return Math.min(TOKENS, model.checkpoint().config().maxPositions() - PROMPT);
  }

  /** Whether equal seeds draw alike; different ones must not. */
  private boolean seeded(RemoteEngine engine, JsonClient client) throws IOException {
    List<TokenIds> drawn =
        sample(engine, Sampling.at(HOT, tokens()), 11, 11, 12, 13, 14).stream()
            .map(Completion::ids)
            .toList();
    if (drawn.stream().distinct().count() == 1) {
      throw new IOException(
          "%s draws the same sample whatever the seed, so groups would have no differences"
              .formatted(client.server()));
    }
    boolean seeded = drawn.get(0).equals(drawn.get(1));
    if (!seeded) {
      messages.accept(
          client.server()
              + " does not draw by the seed: what is sampled again comes out otherwise");
    }
    return seeded;
  }

  /** Asks the most probable tokens to end at one of them. */
  private void requireStopToken(RemoteEngine engine, JsonClient client) throws IOException {
    Sampling greedy = Sampling.greedy(Math.min(4, tokens()));
    int stop = sample(engine, greedy, 1).get(0).ids().get(0);
    Completion ended = sample(engine, greedy.stoppingAt(Set.of(stop), List.of()), 1).get(0);
    if (ended.finish() != Finish.STOP || ended.ids().size() != 1) {
      throw new IOException(
          "%s does not end a sample at a stop id: asked for the end at its most probable token it wrote %s"
              .formatted(client.server(), ended.ids()));
    }
  }

  private LogProbKind kind(RemoteEngine engine, JsonClient client) throws IOException {
    List<Completion> cool =
        sample(
                engine,
                Sampling.at(COOL, tokens()),
                IntStream.range(0, SAMPLES).asLongStream().toArray())
            .stream()
            .filter(each -> each.logProbs().length > 0)
            .toList();
    if (cool.isEmpty()) {
      messages.accept(client.server() + " gives no log-probs that can be used");
      return LogProbKind.NONE;
    }
    try (Scorer scorer = model.scorer(workers)) {
      Difference tempered = Difference.of(cool, prompt(), scorer, COOL);
      Difference raw = Difference.of(cool, prompt(), scorer, 1);
      boolean isRaw = raw.mean() < tempered.mean();
      Difference best = isRaw ? raw : tempered;
      best.require(settings.mostMismatch(), client.server(), messages);
      return isRaw ? LogProbKind.RAW : truncation(engine, scorer);
    }
  }

  /** Where one token is left, its log-prob is 0, or what it was before. */
  private LogProbKind truncation(RemoteEngine engine, Scorer scorer) throws IOException {
    Sampling one = new Sampling(COOL, 1, 1, 0, tokens(), Set.of(), List.of());
    Completion written = sample(engine, one, 1).get(0);
    if (written.logProbs().length == 0) {
      return LogProbKind.TRUNCATED;
    }
    double[] own = Difference.own(written, prompt(), scorer, COOL);
    double size = IntStream.range(0, own.length).mapToDouble(k -> -own[k]).average().orElse(0);
    double told =
        IntStream.range(0, own.length).mapToDouble(k -> -written.logProbs()[k]).average().orElse(0);
    return size > CERTAIN && told > size / 2 ? LogProbKind.WHOLE : LogProbKind.TRUNCATED;
  }
}
