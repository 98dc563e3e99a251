package io.didact.recipe.engine;

import io.didact.engine.Scorer;
import io.didact.engine.TokenScorer;
import io.didact.http.JsonClient;
import io.didact.recipe.model.LoadedModel;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks whether a server scores given tokens as a model does that is here: the same model, at the
 * same temperature, whatever it has read before.
 */
record ScorerProbe(
    ServerSettings settings,
    LoadedModel model,
    Workers workers,
    double temperature,
    Consumer<String> messages) {
  private static final int TOKENS = 32;

  private static final String TEMPERED =
      ". Servers score at temperature 1: for %1$s it must serve what `didact temper --temperature %1$s` writes (docs/engines.md)";

  /**
   * The scorer, where the server can be one.
   *
   * @throws IOException where it cannot, saying why
   * @throws UnsupportedOperationException where no server of its kind can
   */
  TokenScorer open(JsonClient client) throws IOException, InterruptedException {
    Dialect dialect = settings.dialect();
    Dialect.Scores scores =
        dialect
            .scoring()
            .orElseThrow(
                () -> new UnsupportedOperationException(client.server() + " does not score"));
    int context = dialect.look(client, settings.served());
    int own = model.checkpoint().config().maxPositions();
    RemoteScorer scorer =
        new RemoteScorer(
            new ServerCalls(client, settings.inFlight()),
            dialect,
            scores,
            settings.served(),
            temperature,
            model.vocabSize(),
            context == 0 ? own : Math.min(own, context));
    try {
      compare(scorer, client);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return scorer;
  }

  /** The second begins as the first does, and the first comes again after it. */
  private void compare(RemoteScorer scorer, JsonClient client) throws IOException {
    int tokens = Math.min(TOKENS, scorer.positions() - 1);
    TokenIds first = ProbeIds.of(model, tokens);
    TokenIds second = TokenIds.concat(first.slice(0, tokens / 2), ProbeIds.of(model, tokens / 4));
    double sum = 0;
    double most = 0;
    int compared = 0;
    try (Scorer here = model.scorer(workers)) {
      for (TokenIds ids : List.of(first, second, first)) {
        double[] own = values(here, ids);
        double[] served = values(scorer, ids);
        for (int k = 0; k < own.length; k++) {
          double difference = Math.abs(own[k] - served[k]);
          sum += difference;
          most = Math.max(most, difference);
          compared++;
        }
      }
    }
    Difference found = new Difference(sum / compared, most, compared);
    try {
      found.require(settings.mostMismatch(), client.server(), messages);
    } catch (IOException e) {
      throw temperature == 1
          ? e
          : new IOException(e.getMessage() + TEMPERED.formatted(temperature), e);
    }
  }

  private double[] values(TokenScorer scorer, TokenIds ids) {
    TokenSpan allButFirst = TokenSpan.at(1, ids.size() - 1);
    return scorer
        .score(List.of(new Scorer.Request(ids, allButFirst)), temperature)
        .get(0)
        .get(0)
        .values();
  }
}
