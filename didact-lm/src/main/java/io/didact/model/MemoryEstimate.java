package io.didact.model;

import io.didact.tensor.DType;

/**
 * Bytes that work with a model takes, from its architecture alone. Each number follows the
 * allocations of the class it names; the JVM with libtorch (some 0.4 GB) and buffers of a bounded
 * size (chunks of logits, tables of rotations) are not in them.
 *
 * <p>P is the number of weights, b the bytes of one, d the hidden size, q and kv the widths of all
 * query and of all key heads, H the query heads, I the width of the SwiGLU block.
 *
 * @param config the architecture
 * @param dtype of weights, gradients and activations: FLOAT32, FLOAT16 or BFLOAT16
 * @param lanes workers, at least 1
 */
public record MemoryEstimate(DecoderConfig config, DType dtype, int lanes) {
  private static final long FLOAT = 4;

  public MemoryEstimate {
    if (!dtype.isFloating() || dtype.bytes() > FLOAT) {
      throw new IllegalArgumentException("weights of type " + dtype);
    }
    if (lanes < 1) {
      throw new IllegalArgumentException("lanes must be ≥ 1, was " + lanes);
    }
  }

  /** The weights of one model: P·b ({@code Parameters}). */
  public long weights() {
    return parameters() * dtype.bytes();
  }

  /**
   * 4·(P + (lanes − 1)·(P − those of embedding and head)): lanes share what has a row a token
   * ({@link GradientBuffer}).
   */
  public long gradients() {
    long ofTokens = (config.tiedHead() ? 1L : 2L) * config.vocabSize() * config.hiddenSize();
    return FLOAT * (parameters() + (lanes - 1) * (parameters() - ofTokens));
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

  /** Keys and values of one token: layers·2·kv·b ({@code BlockPool}). */
  public long cachePerToken() {
    return 2L * config.layers() * config.kvWidth() * dtype.bytes();
  }

  /**
   * Keys and values of samples that are written at once: rows·columns·{@link #cachePerToken}, in
   * all lanes together, because lanes share the samples out. It is an upper bound: samples of one
   * prompt hold its part once, and only what is written is held, in blocks. While a pool of blocks
   * grows, the old one stands beside the new. A generator holds a copy of the weights besides.
   *
   * @param samples in work at once, in all lanes
   * @param length tokens of the longest sample, its prompt included
   */
  public long cache(int samples, int length) {
    return (long) ((double) cachePerToken() * samples * length); // absurd ones end at the largest
  }

  /**
   * What autograd keeps of one token in training with 32 bits, from {@code Decoder} and {@code
   * SequencePack}: in each block 4·(6·d + 4·I + attention + 2), namely
   *
   * <ul>
   *   <li>of each of two norms its input, the normed input before and after its weight (3·d), and
   *       one number;
   *   <li>of SwiGLU gate and up (2·I), silu(gate) and the product (2·I);
   *   <li>of attention what {@link #attentionPerToken} says;
   * </ul>
   *
   * and 4·(3·d + 1) for the final norm and the rows that are scored. A lane keeps this for every
   * token of a micro-batch until its backward pass; that pass itself needs a few more rows of the
   * widest kind.
   *
   * <p>Measured growth of the process agrees within 1 % (equal lengths keep a copy less, 3 %).
   *
   * <p>In 16 bits attention keeps its scores too, so there is no number for a token.
   *
   * @throws IllegalStateException where the type has 16 bits
   */
  public long activationsPerToken() {
    if (dtype != DType.FLOAT32) {
      throw new IllegalStateException("no number for a token in " + dtype);
    }
    long d = config.hiddenSize();
    long block = 6 * d + 4L * config.intermediateSize() + attentionPerToken() + 2;
    return FLOAT * (config.layers() * block + 3 * d + 1);
  }

  /**
   * Rotated q and k (q + kv); k and v repeated for the query heads that share them (2·q), or else
   * the product that v is a part of (q + 2·kv); the result, and its copy where sequences are of
   * unequal length (2·q); a number a head (H). Where heads are normed, the product in any case, the
   * normed q and k before their weight (q + kv), and a number a head of each.
   */
  private long attentionPerToken() {
    long q = config.queryWidth();
    long kv = config.kvWidth();
    long product = q + 2 * kv;
    boolean shared = config.heads() > config.kvHeads();
    long kept = q + kv + (shared ? 2 * q : product) + 2 * q + config.heads();
    return config.variations().qkNorm() == QkNorm.EACH_HEAD
        ? kept + (shared ? product : 0) + q + kv + config.heads() + config.kvHeads()
        : kept;
  }

  private long parameters() {
    return ParameterCount.of(config).total();
  }
}
