package io.didact.engine;

import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.ModelWeights;
import io.didact.tensor.Tensor;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Log-probabilities of given tokens. Sequences are packed without padding, the output head works at
 * the positions asked for only, and a [tokens, vocabulary] matrix never exists.
 */
public final class Scorer implements TokenScorer {
  private final ModelWeights weights;
  private final DecoderConfig config;
  private final Workers workers;
  private final int tokensPerMicroBatch;
  private final List<Decoder> decoders;

  /**
   * A sequence and the spans of it to score, all in one pass.
   *
   * @param spans each within {@code ids}; none that is not empty starts at 0, because nothing
   *     predicts the first token. They may overlap
   */
  public record Request(TokenIds ids, List<TokenSpan> spans) implements ScoringWorkers.Item {
    public Request {
      spans = List.copyOf(spans);
      for (TokenSpan span : spans) {
        if (span.end() > ids.size()) {
          throw new IllegalArgumentException(span + " of " + ids.size() + " tokens");
        }
        if (span.start() == 0 && !span.isEmpty()) {
          throw new IllegalArgumentException(span + " starts at the token that nothing predicts");
        }
      }
    }

    /** A request for one span. */
    public Request(TokenIds ids, TokenSpan span) {
      this(ids, List.of(span));
    }

    /** Tokens in all spans. */
    int scoredTokens() {
      return spans.stream().mapToInt(TokenSpan::length).sum();
    }

    /** The sequence up to the last token scored; nothing where none is. */
    public TokenIds upToLast() {
      return ids.slice(0, readTokens() == 0 ? 0 : readTokens() + 1);
    }

    /** What the model has to read: all before the last token scored. */
    @Override
    public TokenIds read() {
      return ids.slice(0, readTokens());
    }

    int readTokens() {
      return spans.stream()
          .filter(span -> !span.isEmpty())
          .mapToInt(span -> span.end() - 1)
          .max()
          .orElse(0);
    }
  }

  /**
   * The same tokens in the contexts of two models.
   *
   * @param own spans in the sequence that this scorer's model reads
   * @param other as many spans, of the same lengths, in the sequence that the other model reads
   */
  public record Pair(Request own, Request other) implements ScoringWorkers.Item {
    public Pair {
      if (!lengths(own).equals(lengths(other))) {
        throw new IllegalArgumentException(
            "spans of lengths " + lengths(own) + " against spans of lengths " + lengths(other));
      }
    }

    /** The spans in this scorer's sequence. */
    @Override
    public List<TokenSpan> spans() {
      return own.spans();
    }

    /** What this scorer's model has to read. */
    @Override
    public TokenIds read() {
      return own.read();
    }

    private static List<Integer> lengths(Request request) {
      return request.spans().stream().map(TokenSpan::length).toList();
    }
  }

  /**
   * @param weights not copied; may change between calls
   * @param tokensPerMicroBatch tokens in one forward pass, at least 1; a longer sequence goes alone
   */
  public Scorer(ModelWeights weights, Workers workers, int tokensPerMicroBatch) {
    if (tokensPerMicroBatch < 1) {
      throw new IllegalArgumentException(
          "tokensPerMicroBatch must be ≥ 1, was " + tokensPerMicroBatch);
    }
    this.weights = weights;
    this.config = weights.config();
    this.workers = workers;
    this.tokensPerMicroBatch = tokensPerMicroBatch;
    this.decoders =
        IntStream.range(0, workers.size()).mapToObj(worker -> weights.decoder()).toList();
    decoders.get(0).requireOneOf(workers);
  }

  /** Passes of this scorer's model, and of others in the same order. */
  private ScoringWorkers batches(Scorer... with) {
    return new ScoringWorkers(
        workers,
        tokensPerMicroBatch,
        new ScoringWorkers.Others() {
          @Override
          public int passes(int own) {
            int most = weights.passes(own);
            for (Scorer each : with) {
              most = Math.max(most, each.weights.passes(own));
            }
            return most;
          }

          @Override
          public void standBy() {
            decoders.get(0).standBy();
            for (Scorer each : with) {
              each.decoders.get(0).standBy();
            }
          }
        });
  }

  @Override
  public Optional<Scorer> here() {
    return Optional.of(this);
  }

  @Override
  public List<List<TokenLogProbs>> score(List<Request> requests, double temperature) {
    requirePositive(temperature);
    requests.forEach(this::requireKnown);
    List<List<double[]>> values =
        batches()
            .score(
                requests,
                (worker, batch) -> {
                  ScoringPack pack = new ScoringPack(batch);
                  Decoder decoder = decoders.get(worker);
                  return pack.bySpan(
                      decoder.head().logProbs(pack.hidden(decoder), pack.targets(), temperature));
                });
    requireNumbers(values);
    return values.stream()
        .map(spans -> spans.stream().map(v -> new TokenLogProbs(v, temperature)).toList())
        .toList();
  }

  /**
   * Log-probabilities of the tokens of a span, and their ranks.
   *
   * @param logProbs [span] at temperature 1
   * @param ranks [span] 1 and how many tokens of the vocabulary have a larger logit
   */
  public record Ranked(double[] logProbs, double[] ranks) {
    /** One array a span, so that both come from one pass: log-probs, then ranks. */
    private static List<List<double[]>> joined(
        List<List<double[]>> logProbs, List<List<double[]>> ranks) {
      List<List<double[]>> all = new ArrayList<>();
      for (int i = 0; i < logProbs.size(); i++) {
        List<double[]> spans = new ArrayList<>();
        for (int s = 0; s < logProbs.get(i).size(); s++) {
          double[] first = logProbs.get(i).get(s);
          double[] both = Arrays.copyOf(first, 2 * first.length);
          System.arraycopy(ranks.get(i).get(s), 0, both, first.length, first.length);
          spans.add(both);
        }
        all.add(spans);
      }
      return all;
    }

    private static Ranked of(double[] both) {
      int tokens = both.length / 2;
      return new Ranked(Arrays.copyOf(both, tokens), Arrays.copyOfRange(both, tokens, both.length));
    }
  }

  /**
   * Log-probabilities and ranks of the tokens of the spans.
   *
   * @return for each request, for each of its spans
   * @throws NonFiniteLogitsException where the model's logits are not finite
   */
  public List<List<Ranked>> rank(List<Request> requests) {
    requests.forEach(this::requireKnown);
    List<List<double[]>> values =
        batches()
            .score(
                requests,
                (worker, batch) -> {
                  ScoringPack pack = new ScoringPack(batch);
                  Decoder decoder = decoders.get(worker);
                  Tensor hidden = pack.hidden(decoder);
                  return Ranked.joined(
                      pack.bySpan(decoder.head().logProbs(hidden, pack.targets(), 1)),
                      pack.bySpan(decoder.head().ranks(hidden, pack.targets())));
                });
    requireNumbers(values);
    return values.stream().map(spans -> spans.stream().map(Ranked::of).toList()).toList();
  }

  /**
   * KL(this model ‖ the other model) of whole next-token distributions at each token of the spans:
   * Σ_v p_v (log p_v − log q_v).
   *
   * @param other a scorer with at least as many workers
   * @param temperature τ &gt; 0 that divides both models' logits
   * @return for each pair, for each of its spans, the values in nats
   * @throws IllegalArgumentException where the vocabularies differ
   * @throws NonFiniteLogitsException where a model's logits are not finite
   */
  public List<List<double[]>> exactKl(Scorer other, List<Pair> pairs, double temperature) {
    requirePositive(temperature);
    if (other.decoders.size() < decoders.size()) {
      throw new IllegalArgumentException(
          "the other scorer has "
              + other.decoders.size()
              + " workers, this one "
              + decoders.size());
    }
    pairs.forEach(pair -> requireKnown(pair.own()));
    pairs.forEach(pair -> other.requireKnown(pair.other()));
    // Two models' passes are in memory at once.
    List<List<double[]>> values =
        batches(other)
            .ofHalf()
            .score(
                pairs,
                (worker, batch) -> {
                  ScoringPack own = new ScoringPack(batch.stream().map(Pair::own).toList());
                  ScoringPack others = new ScoringPack(batch.stream().map(Pair::other).toList());
                  Decoder p = decoders.get(worker);
                  Decoder q = other.decoders.get(worker);
                  return own.bySpan(
                      p.head().exactKl(own.hidden(p), q.head(), others.hidden(q), temperature));
                });
    requireNumbers(values);
    return values;
  }

  private static void requirePositive(double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("temperature must be > 0, was " + temperature);
    }
  }

  private void requireKnown(Request request) {
    if (request.readTokens() > config.maxPositions()) {
      throw new IllegalArgumentException(
          "a sequence of "
              + request.ids().size()
              + " tokens is longer than the model's "
              + config.maxPositions()
              + " positions");
    }
    KnownIds.require("a sequence", request.ids(), config.vocabSize());
  }

  /** As {@link #requireRoom(DecoderConfig, Request, int)}, of this scorer's model. */
  public void requireRoom(Request request, int more) {
    requireRoom(config, request, more);
  }

  /**
   * Looks at a request that is going to have more tokens before its end.
   *
   * @param config of the model that will read it
   * @param more how many
   * @throws TooLongException where it will be longer than the model's positions
   * @throws IllegalArgumentException where it has ids that the model does not have
   */
  public static void requireRoom(DecoderConfig config, Request request, int more) {
    TooLongException.require(
        "its longest sequence",
        (long) request.readTokens() + more,
        config.maxPositions(),
        "the model's positions");
    KnownIds.require("its sequence", request.ids(), config.vocabSize());
  }

  private static void requireNumbers(List<List<double[]>> values) {
    for (int i = 0; i < values.size(); i++) {
      for (double[] span : values.get(i)) {
        if (!Arrays.stream(span).allMatch(Double::isFinite)) {
          throw new NonFiniteLogitsException(
              "the model's logits are not finite in sequence "
                  + i
                  + "; its weights are damaged or have diverged");
        }
      }
    }
  }

  /** Frees the decoders; weights and workers stay. */
  @Override
  public void close() {
    decoders.forEach(Decoder::close);
  }
}
