package io.didact.engine;

import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.ModelWeights;
import io.didact.model.decoder.PackedWeights;
import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.MemoryUse;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples. A prompt is read once for all of its samples in a worker, and its keys and values
 * are held once; a sample is the same (up to rounding of the logits) whatever else is written
 * beside it. Each call begins with a copy of the weights in a layout for few rows, where the
 * machine has one for their type; it goes when the call ends.
 */
public final class LocalEngine implements RolloutEngine {
  /** Samples that a worker has in flight at once, where nothing else is said. */
  public static final int DEFAULT_MAX_ROWS = 256;

  /** Packed weights take at most this part of the machine's memory: one in so many. */
  private static final int PACKED_SHARE = 4;

  /** Rows with which a product computes for no longer than it reads its weights. */
  private static final int FEW_ROWS = 8;

  /** More than the caches of most processors hold. */
  private static final long CACHE_BYTES = 64L << 20;

  private final ModelWeights weights;
  private final Workers workers;
  private final int vocabulary;
  private final Set<Integer> gaps;
  private final @Nullable Tensor forbidden;
  private final @Nullable IntFunction<byte[]> bytes;
  private final int maxRows;
  private final long maxCachedTokens;
  private final List<Decoder> decoders;

  /**
   * An engine that knows no text: it refuses stop strings.
   *
   * @param vocabulary size of the tokenizer: ids from here on are never sampled
   */
  public LocalEngine(ModelWeights weights, Workers workers, int vocabulary) {
    this(weights, workers, vocabulary, null, DEFAULT_MAX_ROWS);
  }

  /** An engine for a tokenizer that has a token for each id. */
  public LocalEngine(
      ModelWeights weights,
      Workers workers,
      int vocabulary,
      @Nullable IntFunction<byte[]> bytes,
      int maxRows) {
    this(weights, workers, vocabulary, TokenIds.EMPTY, bytes, maxRows, 0);
  }

  /**
   * @param weights not copied; may change between calls
   * @param vocabulary size of the tokenizer: ids from here on are never sampled
   * @param gaps ids below {@code vocabulary} that no token has: they are never sampled either.
   *     Others may be among them, to no effect
   * @param bytes what an id stands for, for any id that can be sampled; called by several threads.
   *     Null where no stop strings will be asked for
   * @param maxRows samples that a worker has in flight at once, at least 1; more make a step
   *     cheaper per token, and the cache larger
   * @param maxCachedTokens tokens whose keys and values a worker holds at once, those of a shared
   *     prompt counted once; 0 for {@link #cachedTokens as many as memory suggests}. When there is
   *     no more room the youngest samples wait. A single sample gets what it needs
   */
  public LocalEngine(
      ModelWeights weights,
      Workers workers,
      int vocabulary,
      TokenIds gaps,
      @Nullable IntFunction<byte[]> bytes,
      int maxRows,
      long maxCachedTokens) {
    int rows = weights.config().vocabSize();
    int[] closed = gaps.stream().filter(id -> id < vocabulary).distinct().toArray();
    List<String> wrong = new ArrayList<>();
    if (vocabulary < 1 || vocabulary > rows) {
      wrong.add(
          "the tokenizer must have 1 to "
              + rows
              + " tokens (the model's vocab_size), had "
              + vocabulary);
    } else if (closed.length == vocabulary) {
      wrong.add("no token can be sampled: the tokenizer has none with an id below " + vocabulary);
    }
    if (maxRows < 1) {
      wrong.add("maxRows must be ≥ 1, was " + maxRows);
    }
    if (maxCachedTokens < 0) {
      wrong.add("maxCachedTokens must be ≥ 0, was " + maxCachedTokens);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
    this.weights = weights;
    this.workers = workers;
    this.vocabulary = vocabulary;
    this.gaps = IntStream.of(closed).boxed().collect(Collectors.toUnmodifiableSet());
    this.forbidden = closed.length == 0 ? null : forbidden(closed, vocabulary);
    this.bytes = bytes;
    this.maxRows = maxRows;
    this.maxCachedTokens =
        maxCachedTokens == 0 ? cachedTokens(weights, workers.size()) : maxCachedTokens;
    this.decoders =
        IntStream.range(0, workers.size()).mapToObj(worker -> weights.decoder()).toList();
  }

  /** What fits into the memory for it, shared among the workers. */
  private static long cachedTokens(ModelWeights weights, int workerCount) {
    DecoderConfig config = weights.config();
    long perToken = 2L * config.layers() * config.kvWidth() * weights.dtype().bytes();
    return Memory.forCache() / workerCount / perToken;
  }

  /** [vocabulary], true at the given ids; made once, whatever is sampled. */
  private static Tensor forbidden(int[] ids, int vocabulary) {
    float[] closed = new float[vocabulary];
    for (int id : ids) {
      closed[id] = 1;
    }
    try (TensorScope scope = new TensorScope()) {
      return Tensor.ofFloats(closed, vocabulary).to(DType.BOOL).owned();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where a prompt has ids that the model lacks, a sample could
   *     become longer than the model's positions reach or has nothing to begin with, or stop
   *     strings are asked of an engine that knows no text; nothing has been computed then
   * @throws NonFiniteLogitsException where the model's logits are not finite
   */
  @Override
  public List<List<Completion>> generate(
      List<RolloutRequest> requests, Sampling sampling, GenerationListener listener) {
    check(requests, sampling);
    if (requests.isEmpty()) {
      return List.of();
    }
    StopStrings stops = new StopStrings(sampling.stopStrings());
    List<List<Sample>> samples =
        requests.stream().map(request -> samples(request, sampling, stops)).toList();
    return MemoryUse.SAMPLING.in(() -> written(requests, samples, sampling, listener));
  }

  private List<List<Completion>> written(
      List<RolloutRequest> requests,
      List<List<Sample>> samples,
      Sampling sampling,
      GenerationListener listener) {
    try (PackedWeights packed = pack()) {
      if (packed != null && isBoundByWeights(requests)) {
        WorkSplit all = WorkSplit.of(requests, 1, sampling);
        workers.together(
            () ->
                write(
                    0, rows(all.workers().get(0), requests, samples), sampling, packed, listener));
      } else {
        WorkSplit split = WorkSplit.of(requests, workers.size(), sampling);
        workers.onEach(
            worker -> {
              List<Row> rows = rows(split.workers().get(worker), requests, samples);
              write(worker, rows, sampling, packed, listener);
              return worker;
            });
      }
    }
    return samples.stream().map(group -> group.stream().map(Sample::completion).toList()).toList();
  }

  /** A copy of the weights, where it is of use and not too large. */
  private @Nullable PackedWeights pack() {
    DType dtype = weights.dtype();
    boolean roomy = weights.size() * dtype.bytes() <= Memory.installed() / PACKED_SHARE;
    return roomy && PackedWeights.supports(dtype) ? weights.packed(workers) : null;
  }

  /**
   * Whether a step reads weights for longer than it computes with them: few rows, and more weights
   * than caches hold. Workers would then all read the same.
   */
  private boolean isBoundByWeights(List<RolloutRequest> requests) {
    long rows = requests.stream().mapToLong(request -> request.seeds().length).sum();
    long bytes = weights.size() * weights.dtype().bytes();
    return workers.size() > 1 && rows <= (long) FEW_ROWS * workers.size() && bytes > CACHE_BYTES;
  }

  private static List<Row> rows(
      List<WorkSplit.Shard> split, List<RolloutRequest> requests, List<List<Sample>> samples) {
    List<Row> rows = new ArrayList<>();
    for (WorkSplit.Shard shard : split) {
      int count = shard.to() - shard.from();
      SharedPrompt prompt = new SharedPrompt(requests.get(shard.request()).prompt(), count);
      samples
          .get(shard.request())
          .subList(shard.from(), shard.to())
          .forEach(sample -> rows.add(new Row(sample, prompt)));
    }
    return rows;
  }

  private void check(List<RolloutRequest> requests, Sampling sampling) {
    if (bytes == null && !sampling.stopStrings().isEmpty()) {
      throw new IllegalArgumentException(
          "stop strings need an engine that is given the bytes of each id");
    }
    for (int i = 0; i < requests.size(); i++) {
      check(i, requests.get(i).prompt(), requests.get(i).longest(sampling));
      checkFirst(i, requests.get(i).notFirst());
    }
  }

  private void checkFirst(int request, Set<Integer> notFirst) {
    long closed =
        notFirst.stream().filter(id -> id >= 0 && id < vocabulary && !gaps.contains(id)).count();
    if (closed == vocabulary - gaps.size()) {
      throw new IllegalArgumentException(
          "request " + request + " leaves no token with which a sample may begin");
    }
  }

  private void check(int request, TokenIds prompt, int maxNewTokens) {
    KnownIds.require("prompt " + request, prompt, weights.config().vocabSize());
    int positions = weights.config().maxPositions();
    if ((long) prompt.size() + maxNewTokens > positions) {
      throw new IllegalArgumentException(
          "prompt "
              + request
              + " has "
              + prompt.size()
              + " tokens, which with maxNewTokens "
              + maxNewTokens
              + " is more than the "
              + positions
              + " positions of the model (max_position_embeddings)");
    }
  }

  private void write(
      int worker,
      List<Row> rows,
      Sampling sampling,
      @Nullable PackedWeights packed,
      GenerationListener listener) {
    if (rows.isEmpty()) {
      return;
    }
    Decoder plain = decoders.get(worker);
    Decoder decoder = packed == null ? plain : plain.over(packed);
    Sampler sampler = new Sampler(sampling, vocabulary, forbidden);
    try (Gradients.Mode off = Gradients.off();
        GenerationWorker work =
            new GenerationWorker(decoder, sampler, rows, maxRows, maxCachedTokens, listener)) {
      work.run();
    }
  }

  private List<Sample> samples(RolloutRequest request, Sampling sampling, StopStrings stops) {
    IntFunction<byte[]> text = stops.isEmpty() ? null : bytes;
    return IntStream.range(0, request.seeds().length)
        .mapToObj(
            i ->
                new Sample(
                    request.prompt(),
                    request.seeds()[i],
                    request.maxNewTokens(i, sampling),
                    request.notFirst(),
                    sampling.stopIds(),
                    stops,
                    text))
        .toList();
  }

  @Override
  public Promises promises() {
    return new Promises(LogProbs.EXACT, true, true);
  }

  /** Nothing to do: the decoders are views of the weights that training changes. */
  @Override
  public void weightsChanged(long version) {}

  /** Frees the decoders; weights and workers stay. */
  @Override
  public void close() {
    decoders.forEach(Decoder::close);
    if (forbidden != null) {
      forbidden.close();
    }
  }
}
