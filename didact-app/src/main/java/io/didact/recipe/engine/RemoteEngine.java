package io.didact.recipe.engine;

import io.didact.data.Seeds;
import io.didact.engine.Completion;
import io.didact.engine.Endings;
import io.didact.engine.Finish;
import io.didact.engine.GenerationListener;
import io.didact.engine.KnownIds;
import io.didact.engine.RolloutEngine;
import io.didact.engine.RolloutRequest;
import io.didact.engine.Sampling;
import io.didact.http.InFlight;
import io.didact.http.JsonClient;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A server as an engine: one request a sample, so many at once. Where a sample ends is decided
 * here, by the rule of {@link Endings}; the server is told of the stops so that it writes no more.
 */
final class RemoteEngine implements RolloutEngine {
  private final Asked asked;

  /** Of this process: another run's versions are other weights. */
  private final String salt = UUID.randomUUID().toString();

  private final LogProbKind kind;
  private final boolean seeded;
  private final @Nullable IntFunction<byte[]> bytes;
  private volatile String served;
  private volatile long version;

  /**
   * Who is asked, and for what.
   *
   * @param positions the most tokens of prompt and sample
   */
  record Asked(
      JsonClient client,
      Dialect dialect,
      ServerSettings settings,
      NewWeights weights,
      int positions) {
    int vocabulary() {
      return weights.model().vocabSize();
    }

    ServerCalls calls() {
      return new ServerCalls(client, settings.inFlight());
    }
  }

  /**
   * @param kind what the server's log-probs are
   * @param seeded whether equal seeds give equal samples
   */
  RemoteEngine(Asked asked, LogProbKind kind, boolean seeded) {
    this.asked = asked;
    this.kind = kind;
    this.seeded = seeded;
    this.served = asked.settings().served();
    @Nullable Tokenizer words = asked.weights().model().words().orElse(null);
    this.bytes = words == null ? null : words::bytes;
  }

  /** A sample that is there. */
  private record Done(int request, int sample, Completion completion) {}

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException where the server cannot be asked or answers something else
   */
  @Override
  public List<List<Completion>> generate(
      List<RolloutRequest> requests, Sampling sampling, GenerationListener listener) {
    Endings endings = new Endings(sampling, bytes);
    List<Completion[]> groups = new ArrayList<>();
    List<Callable<Done>> tasks = new ArrayList<>();
    for (int r = 0; r < requests.size(); r++) {
      RolloutRequest request = requests.get(r);
      check(r, request, sampling);
      groups.add(new Completion[request.seeds().length]);
      for (int i = 0; i < request.seeds().length; i++) {
        int group = r;
        int sample = i;
        tasks.add(() -> new Done(group, sample, sample(request, sample, sampling, endings)));
      }
    }
    asked.calls().all(tasks, new Taking(requests, groups, sampling, listener));
    return groups.stream().map(List::of).toList();
  }

  private void check(int number, RolloutRequest request, Sampling sampling) {
    KnownIds.require("prompt " + number, request.prompt(), asked.vocabulary());
    for (int i = 0; i < request.seeds().length; i++) {
      int tokens = request.prompt().size() + request.maxNewTokens(i, sampling);
      if (tokens > asked.positions()) {
        throw new IllegalArgumentException(
            "prompt %d with its new tokens has %d, more than the %d positions of the model or of the server's context"
                .formatted(number, tokens, asked.positions()));
      }
    }
  }

  /** Takes samples as they come; a stop is looked for by the listener. */
  private record Taking(
      List<RolloutRequest> requests,
      List<Completion[]> groups,
      Sampling sampling,
      GenerationListener listener)
      implements InFlight.Results<Done> {
    @Override
    public void take(Done done) {
      late(done);
      RolloutRequest request = requests.get(done.request());
      groups.get(done.request())[done.sample()] = done.completion();
      int written = done.completion().ids().size();
      listener.onStep(written, 1, request.maxNewTokens(done.sample(), sampling) - written);
    }

    @Override
    public void idle() {
      listener.onStep(0, 0, 0);
    }

    @Override
    public void late(Done done) {
      listener.onFinished(requests.get(done.request()).seeds()[done.sample()], done.completion());
    }
  }

  /** Ids that may not be the first are banned for one token, and the rest is asked for then. */
  private Completion sample(RolloutRequest request, int i, Sampling sampling, Endings endings)
      throws IOException, InterruptedException {
    int limit = request.maxNewTokens(i, sampling);
    long seed = request.seeds()[i];
    TokenIds prompt = request.prompt();
    if (request.notFirst().isEmpty()) {
      Ask ask = new Ask(served, salt(), prompt, sampling, limit, seed, Set.of());
      return finished(TokenIds.EMPTY, send(ask), ask, endings);
    }
    Ask first = new Ask(served, salt(), prompt, sampling, 1, seed, request.notFirst());
    TokenIds one = send(first).ids();
    if (limit == 1 || endings.of(one).isPresent()) {
      return finished(TokenIds.EMPTY, without(one, Written.End.LIMIT), first, endings);
    }
    Ask rest =
        new Ask(
            served,
            salt(),
            TokenIds.concat(prompt, one),
            sampling,
            limit - 1,
            Seeds.mix(seed, 1),
            Set.of());
    Written written = send(rest);
    return finished(one, without(written.ids(), written.end()), rest, endings);
  }

  private String salt() {
    return salt + "-" + version;
  }

  private static Written without(TokenIds ids, Written.End end) {
    return new Written(ids, new double[0], end);
  }

  private Written send(Ask ask) throws IOException, InterruptedException {
    Dialect dialect = asked.dialect();
    return asked
        .calls()
        .post(
            dialect.path(),
            dialect.request(ask),
            answer -> dialect.read(answer, ask, asked.vocabulary()));
  }

  /**
   * @param before ids that were asked for before
   */
  private Completion finished(TokenIds before, Written written, Ask ask, Endings endings)
      throws IOException {
    TokenIds ids = TokenIds.concat(before, written.ids());
    int limit = before.size() + ask.limit();
    OptionalInt end = endings.of(ids);
    if (end.isPresent() && end.getAsInt() <= limit) {
      return cut(ids, written, end.getAsInt(), ask, Finish.STOP);
    }
    if (ids.size() >= limit) {
      return cut(ids, written, limit, ask, Finish.LENGTH);
    }
    if (written.end() == Written.End.OF_MODEL && !ids.isEmpty()) {
      return cut(ids, written, ids.size(), ask, Finish.STOP);
    }
    throw new IOException(
        "%s ended a sample after %d of %d tokens with no stop that was asked for: %s"
            .formatted(
                asked.client().server(),
                ids.size(),
                limit,
                written.end() == Written.End.LIMIT
                    ? "its context or its own limit is smaller"
                    : "it drops the token that ends a sample, or has stops of its own"));
  }

  private Completion cut(TokenIds ids, Written written, int size, Ask ask, Finish finish) {
    boolean known =
        written.logProbs().length >= size && asked.dialect().tells(kind, ask.sampling());
    return new Completion(
        ids.slice(0, size),
        known ? Arrays.copyOf(written.logProbs(), size) : new double[0],
        finish);
  }

  @Override
  public Promises promises() {
    return new Promises(
        kind == LogProbKind.NONE ? LogProbs.NONE : LogProbs.OF_SAMPLER,
        seeded,
        asked.settings().handOver().isPresent());
  }

  @Override
  public LogProbs logProbs(Sampling sampling) {
    return asked.dialect().tells(kind, sampling) ? LogProbs.OF_SAMPLER : LogProbs.NONE;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException where the server does not take them
   */
  @Override
  public void weightsChanged(long changed) {
    try {
      String before = served;
      served = asked.weights().handOver(asked, changed);
      version = changed;
      if (!before.equals(served) && !before.equals(asked.settings().served())) {
        asked.dialect().forget(asked.client(), before);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {}
}
