package io.didact.recipe.engine;

import io.didact.engine.KnownIds;
import io.didact.engine.Scorer;
import io.didact.engine.TokenLogProbs;
import io.didact.engine.TokenScorer;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server as a scorer of given tokens: one request a sequence, so many at once. Servers tell
 * log-probs of prompts at temperature 1 alone; weights that are tempered make another of it.
 *
 * @param temperature τ that the served weights stand for
 * @param vocabulary ids of the model are those below
 * @param positions the most tokens of a sequence, with the one that a server may write after it
 */
record RemoteScorer(
    ServerCalls calls,
    Dialect dialect,
    Dialect.Scores scores,
    String served,
    double temperature,
    int vocabulary,
    int positions)
    implements TokenScorer {
  /** Another for each request: vLLM's scores may differ where a prefix was in its cache. */
  private static final String SALT = UUID.randomUUID() + "-";

  private static final AtomicLong REQUESTS = new AtomicLong();

  private record Done(int request, double[] logProbs) {}

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where the temperature is another, or a sequence is too long
   * @throws UncheckedIOException where the server cannot be asked or answers something else
   */
  @Override
  public List<List<TokenLogProbs>> score(List<Scorer.Request> requests, double wanted) {
    if (wanted != temperature) {
      throw new IllegalArgumentException(
          "the server scores at temperature %s, and not at %s".formatted(temperature, wanted));
    }
    List<double[]> all = new ArrayList<>(requests.stream().map(each -> new double[0]).toList());
    List<Callable<Done>> tasks = new ArrayList<>();
    for (int r = 0; r < requests.size(); r++) {
      TokenIds ids = requests.get(r).upToLast();
      check(r, ids);
      int request = r;
      if (!ids.isEmpty()) {
        tasks.add(() -> new Done(request, send(ids)));
      }
    }
    calls.<Done>all(tasks, done -> all.set(done.request(), done.logProbs()));
    List<List<TokenLogProbs>> scored = new ArrayList<>();
    for (int r = 0; r < requests.size(); r++) {
      double[] logProbs = all.get(r);
      scored.add(requests.get(r).spans().stream().map(span -> of(span, logProbs)).toList());
    }
    return scored;
  }

  /** Entry k of the log-probs is that of token k + 1. */
  private TokenLogProbs of(TokenSpan span, double[] logProbs) {
    return new TokenLogProbs(
        span.isEmpty()
            ? new double[0]
            : Arrays.copyOfRange(logProbs, span.start() - 1, span.end() - 1),
        temperature);
  }

  private void check(int number, TokenIds ids) {
    KnownIds.require("sequence " + number, ids, vocabulary);
    if (ids.size() >= positions) {
      throw new IllegalArgumentException(
          "sequence %d has %d tokens; with one that is written after it these are more than the %d positions of the model or of the server's context"
              .formatted(number, ids.size(), positions));
    }
  }

  private double[] send(TokenIds ids) throws IOException, InterruptedException {
    return calls.post(
        dialect.path(),
        scores.request(served, SALT + REQUESTS.incrementAndGet(), ids),
        answer -> scores.read(answer, ids, vocabulary));
  }

  @Override
  public void close() {}
}
