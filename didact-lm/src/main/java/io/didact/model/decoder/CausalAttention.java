package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Device;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Causal attention of rows that are the last of their columns, in the way that is fastest on the
 * CPU: libtorch's fused kernel in 32 and 64 bits; in 16 bits, where that kernel is ten times
 * slower, products and a softmax while the scores are few, and the fused kernel in 32 bits where
 * they are many. On a GPU it is always the fused kernel, in the type of the arguments.
 *
 * <p>The query heads that share a key head are a dimension of their own, along which keys and
 * values are views without copies.
 *
 * @param band masks of blocks of rows; null where no call needs one
 * @param window tokens that a row sees at most, itself included
 */
record CausalAttention(@Nullable CausalBand band, int window) {
  /** Rows that attend at once under a mask. */
  static final int BLOCK = 512;

  /** Scores of a head up to which products beat the fused kernel in 16 bits. */
  private static final long FEW_SCORES = 512 * 512;

  /** Scores that products make at once: 64 MiB in 32 bits. */
  private static final long SCORES_AT_ONCE = 1 << 24;

  /**
   * Attention over {@code count} sequences of equal length.
   *
   * @param q [count · rows, heads, dh]
   * @param k [count · columns, kvHeads, dh], v alike; columns ≥ rows
   * @return [count · rows, heads · dh]
   */
  Tensor attend(long count, Tensor q, Tensor k, Tensor v) {
    long rows = q.size(0) / count;
    long heads = q.size(1);
    long kvHeads = k.size(1);
    long width = q.size(2);
    Tensor queries =
        q.view(count, rows, kvHeads, heads / kvHeads, width)
            .permute(0, 2, 3, 1, 4)
            .reshape(count * kvHeads, heads / kvHeads, rows, width);
    return of(queries, byHead(k, count), byHead(v, count))
        .view(count, kvHeads, heads / kvHeads, rows, width)
        .permute(0, 3, 1, 2, 4)
        .reshape(count * rows, heads * width);
  }

  private static Tensor byHead(Tensor kv, long count) {
    return kv.view(count, kv.size(0) / count, kv.size(1), kv.size(2))
        .transpose(1, 2)
        .reshape(count * kv.size(1), 1, kv.size(0) / count, kv.size(2));
  }

  /** Whether a call needs the band. */
  static boolean isMasked(long rows, long columns, int window, DType dtype) {
    boolean plain = rows == columns && window >= columns;
    return !plain || isByProducts(rows, columns, dtype);
  }

  private static boolean isByProducts(long rows, long columns, DType dtype) {
    return Device.current() == Device.CPU && dtype.bytes() < 4 && rows * columns <= FEW_SCORES;
  }

  /** The type that the fused kernel, and with it a mask, has for arguments of a type. */
  static DType typeOfScores(DType dtype) {
    return switch (Device.current()) {
      case CPU -> dtype.bytes() < 4 ? DType.FLOAT32 : dtype;
      case CUDA -> dtype;
    };
  }

  /**
   * @param q [batch, group, rows, dh]
   * @param k [batch, 1 or group, columns, dh], v alike
   * @return [batch, group, rows, dh]
   */
  Tensor of(Tensor q, Tensor k, Tensor v) {
    return isMasked(q.size(2), k.size(2), window, q.dtype())
        ? inBlocks(q, k, v, BLOCK)
        : fused(q, k, v, null);
  }

  /** See {@link #of}; any block length up to the band's gives the same. */
  Tensor inBlocks(Tensor q, Tensor k, Tensor v, int block) {
    int before = Math.toIntExact(k.size(2) - q.size(2));
    int all = Math.toIntExact(q.size(2));
    List<Tensor> blocks = new ArrayList<>();
    for (int start = 0; start < all; start += block) {
      int rows = Math.min(block, all - start);
      int tokens = before + start;
      int first = Math.max(0, tokens - Math.min(window, tokens + 1) + 1);
      Tensor mask = band().mask(rows, tokens, first);
      Tensor queries = q.narrow(2, start, rows);
      Tensor keys = k.narrow(2, first, (long) tokens + rows - first);
      Tensor values = v.narrow(2, first, (long) tokens + rows - first);
      blocks.add(
          isByProducts(rows, mask.size(1), q.dtype())
              ? byProducts(queries, keys, values, mask)
              : fused(queries, keys, values, mask));
    }
    return Tensor.cat(blocks, 2);
  }

  @Override
  public CausalBand band() {
    if (band == null) {
      throw new IllegalStateException("attention under a mask without a band");
    }
    return band;
  }

  private static Tensor fused(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
    long[] shape = {q.size(0), q.size(1), k.size(2), k.size(3)};
    DType type = typeOfScores(q.dtype());
    return Tensor.attention(
            q.to(type), k.to(type).expand(shape), v.to(type).expand(shape), mask, mask == null)
        .to(q.dtype());
  }

  /** In 16 bits, for some of the batch at a time: what exists at once does not grow with it. */
  private static Tensor byProducts(Tensor q, Tensor k, Tensor v, Tensor mask) {
    long ofOne = q.size(1) * q.size(2) * k.size(2);
    long most = Math.max(1, SCORES_AT_ONCE / ofOne);
    List<Tensor> parts = new ArrayList<>();
    for (long start = 0; start < q.size(0); start += most) {
      long count = Math.min(most, q.size(0) - start);
      parts.add(
          products(
              q.narrow(0, start, count),
              k.narrow(0, start, count),
              v.narrow(0, start, count),
              mask));
    }
    return parts.size() == 1 ? parts.get(0) : Tensor.cat(parts, 0);
  }

  private static Tensor products(Tensor q, Tensor k, Tensor v, Tensor mask) {
    long batch = q.size(0);
    long rows = q.size(1) * q.size(2);
    try (TensorScope scope = new TensorScope()) {
      Tensor scores =
          q.reshape(batch, rows, q.size(3))
              .matmul(k.select(1, 0).transpose(1, 2))
              .to(DType.FLOAT32)
              .view(batch, q.size(1), q.size(2), k.size(2))
              .mul_(1 / Math.sqrt(q.size(3)))
              .add_(mask);
      return scope.keep(
          scores
              .softmax(-1)
              .to(q.dtype())
              .view(batch, rows, k.size(2))
              .matmul(v.select(1, 0))
              .view(q.shape()));
    }
  }
}
