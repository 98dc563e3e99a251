package io.didact.model.decoder;

import io.didact.tensor.DType;

/**
 * Bytes that work with a model takes, from its architecture alone. Each number follows the
 * allocations of the class it names; the JVM with libtorch (some 0.4 GB) and buffers of a bounded
 * size (chunks of logits, tables of rotations) are not in them.
 *
 * <p>P is the number of weights, b the bytes of one, d the hidden size, q and kv the widths of all
 * query and of all key heads, H the query heads, I the width of the gated MLP.
 *
 * @param config the architecture
 * @param dtype of weights and activations: FLOAT32, FLOAT16 or BFLOAT16
 */
public record MemoryEstimate(DecoderConfig config, DType dtype) {
  private static final long FLOAT = 4;

  /** Bytes besides, for each number of the layer that a pass is at. */
  private static final long BACKWARD = 6;

  private static final long FORWARD = 2;

  public MemoryEstimate {
    if (!dtype.isFloating() || dtype.bytes() > FLOAT) {
      throw new IllegalArgumentException("weights of type " + dtype);
    }
  }

  /** The weights of one model: P·b ({@code Parameters}). */
  public long weights() {
    return parameters() * dtype.bytes();
  }

  /**
   * The same where so many ranks share them out: a part each, a place for the largest layer, head
   * or embedding, and one for norms and biases ({@link ShardedWeights}).
   */
  public long weights(int ranks) {
    return dtype.bytes() * ShardedWeights.held(ParameterLayout.of(config), ranks);
  }

  /** One gradient for all workers, always in 32 bits: 4·P ({@link GradientBuffer}). */
  public long gradients() {
    return FLOAT * parameters();
  }

  /**
   * The same where so many ranks share it out: a part each, and the places of what is not summed
   * over them yet, the largest layer, head or embedding among them ({@link GradientBuffer}).
   */
  public long gradients(int ranks) {
    return FLOAT * GradientBuffer.held(Bucket.of(ParameterLayout.of(config)), ranks);
  }

  /** The gradient of an adapter, in the same way. */
  public long adapterGradients(LoraShape shape, int ranks) {
    return FLOAT * GradientBuffer.held(LoraLayout.of(config, shape).buckets(), ranks);
  }

  /** AdamW's two moments, always in 32 bits: 8·P ({@code AdamW}). */
  public long moments() {
    return 2 * FLOAT * parameters();
  }

  /** The 32-bit weights that training in 16 bits keeps beside those it computes with: 4·P or 0. */
  public long masterWeights() {
    return dtype.bytes() < FLOAT ? FLOAT * parameters() : 0;
  }

  /** SFT: weights, master weights, gradients, moments. Activations come on top. */
  public long training() {
    return weights() + masterWeights() + gradients() + moments();
  }

  /** GRPO for answers: {@link #training} and the reference, which β = 0 does without. */
  public long trainingWithReference() {
    return training() + weights();
  }

  /** RLT: with a frozen student besides, taken to be as large as the teacher. */
  public long trainingATeacher() {
    return trainingWithReference() + weights();
  }

  /** The matrices of an adapter, n numbers, always in 32 bits: 4·n ({@link LoraWeights}). */
  public long adapter(LoraShape shape) {
    return FLOAT * LoraWeights.size(config, shape);
  }

  /**
   * SFT of an adapter: the weights as they are, and of the adapter itself, gradients and moments:
   * P·b + 16·n. Activations come on top, as many as for {@link #training}.
   */
  public long trainingAdapter(LoraShape shape) {
    return weights() + 4 * adapter(shape);
  }

  /** GRPO for answers: {@link #trainingAdapter}, and the reference, which is an adapter too. */
  public long trainingAdapterWithReference(LoraShape shape) {
    return trainingAdapter(shape) + adapter(shape);
  }

  /** RLT: with a student besides that is an adapter over the same weights. */
  public long trainingAdapterOfATeacher(LoraShape shape) {
    return trainingAdapterWithReference(shape) + adapter(shape);
  }

  /** Keys and values of one token: layers·2·kv·b ({@code BlockPool}). */
  public long cachePerToken() {
    return 2L * config.layers() * config.kvWidth() * dtype.bytes();
  }

  /**
   * Keys and values of samples that are written at once: rows·columns·{@link #cachePerToken}, in
   * all workers together, because workers share the samples out. It is an upper bound: samples of
   * one prompt hold its part once, and only what is written is held, in blocks. While a pool of
   * blocks grows, the old one stands beside the new. {@link #packedWeights} come on top.
   *
   * @param samples in flight at once, in all workers
   * @param length tokens of the longest sample, its prompt included
   */
  public long cache(int samples, int length) {
    return (long) ((double) cachePerToken() * samples * length); // absurd ones end at the largest
  }

  /**
   * The copy of all matrices that a generator holds while it samples, on machines that have
   * products for it, where the weights take no more than a quarter of the memory ({@link
   * PackedWeights}).
   */
  public long packedWeights() {
    return PackedWeights.elements(config) * dtype.bytes();
  }

  /**
   * What training in 32 bits holds of one token between forward and backward pass ({@code
   * DecoderPass}): in each layer 4·(2·d + 2·I + 3·q + 2·kv + H), namely
   *
   * <ul>
   *   <li>its input and what stands between attention and MLP (2·d), gate and up (2·I);
   *   <li>queries and keys rotated (q + kv), and values (kv);
   *   <li>what attention gives, which libtorch keeps in an order of its own besides (2·q), and a
   *       number a head (H);
   * </ul>
   *
   * in families that norm queries and keys also these before their norms (q + kv), in those that
   * norm what attention and MLP give also this before its norms (2·d), in those that scale scores
   * also the scaled queries (q), and 4·3·d for input and result of the final norm and the rows that
   * are scored. A worker holds this for every token of a micro-batch; the backward pass itself
   * needs a few more rows of the widest kind. Sequences that share a beginning hold its keys and
   * values once each besides, and so do sequences of equal length their queries, keys and values:
   * libtorch wants those in order.
   *
   * <p>In 16 bits attention keeps its scores too, so there is no number for a token.
   *
   * @throws IllegalStateException where the type has 16 bits
   */
  public long activationsPerToken() {
    long d = config.hiddenSize();
    return FLOAT * (config.layers() * layerPerToken() + 3 * d);
  }

  /**
   * The same where activations are recomputed: every layer's input, and of one layer all.
   *
   * @throws IllegalStateException where the type has 16 bits
   */
  public long recomputedPerToken() {
    long d = config.hiddenSize();
    return FLOAT * ((config.layers() - 1) * d + layerPerToken() + 3 * d);
  }

  /**
   * What a micro-batch takes in training: what is held between forward and backward pass, in the
   * type of the weights, and what the backward pass of one layer works with, which was measured
   * (docs/performance-memory.md, longer sequences) to be {@link #BACKWARD} bytes for each number of
   * the layer beside a copy. In 16 bits attention over sequences of up to 512 tokens keeps its
   * scores too, which are not in it.
   *
   * @param tokens of the micro-batches of all workers together
   */
  public long activations(long tokens, DecoderPass.Activations what) {
    long d = config.hiddenSize();
    long layers =
        what == DecoderPass.Activations.KEPT
            ? config.layers() * layerNumbers()
            : (config.layers() - 1) * d + layerNumbers();
    return tokens
        * (dtype.bytes() * (layers + 3 * d) + (dtype.bytes() + BACKWARD) * layerNumbers());
  }

  /**
   * What a pass without gradients takes of a micro-batch: one layer's numbers, and {@link #FORWARD}
   * bytes besides for each, measured likewise.
   */
  public long passing(long tokens) {
    return tokens
        * (dtype.bytes() * 3L * config.hiddenSize() + (dtype.bytes() + FORWARD) * layerNumbers());
  }

  /** Logits that one worker holds in training, of rows that are scored: at most 128 MiB. */
  public long keptLogits(long rows) {
    return Math.min(LogProbHead.KEPT_BYTES, FLOAT * rows * config.vocabSize());
  }

  /** Numbers that a layer keeps of a token. */
  private long layerPerToken() {
    if (dtype != DType.FLOAT32) {
      throw new IllegalStateException("no number for a token in " + dtype);
    }
    return layerNumbers();
  }

  private long layerNumbers() {
    long q = config.queryWidth();
    long kv = config.kvWidth();
    long normed = config.qkNorm() == QkNorm.NONE ? 0 : q + kv;
    long branches = config.variations().normPlaces().after() ? 2L * config.hiddenSize() : 0;
    long scaled = config.multipliers().scores().overUsual(config.headDim()) == 1 ? 0 : q;
    return 2L * config.hiddenSize()
        + 2L * config.intermediateSize()
        + 3 * q
        + 2 * kv
        + normed
        + branches
        + scaled
        + config.heads();
  }

  private long parameters() {
    return ParameterCount.of(config).total();
  }
}
