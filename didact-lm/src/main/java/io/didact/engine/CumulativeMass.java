package io.didact.engine;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import java.util.List;

/**
 * Cumulative masses of rows of tokens, in two levels: of blocks of tokens, and of the tokens of the
 * one block that is looked into. A cumulative sum over a large vocabulary costs several times the
 * sums of its blocks. All sums are in 64 bits, which keeps the frequencies of rare tokens right.
 *
 * @param masses [rows, tokens] not negative
 * @param block tokens of a block
 * @param ends [rows, blocks] FLOAT64 the mass up to the end of each block
 */
record CumulativeMass(Tensor masses, long block, Tensor ends) {
  private static final long BLOCK = 512;

  static CumulativeMass of(Tensor masses) {
    return of(masses, BLOCK);
  }

  /** See {@link #of(Tensor)}; any block gives the same. */
  static CumulativeMass of(Tensor masses, long block) {
    long rows = masses.size(0);
    long tokens = masses.size(1);
    long whole = tokens / block;
    long rest = tokens - whole * block;
    Tensor tail = masses.narrow(1, whole * block, rest).sum(1, DType.FLOAT64).unsqueeze(1);
    Tensor sums = tail;
    if (whole > 0) {
      Tensor blocks = masses.narrow(1, 0, whole * block).unfold(1, block, block);
      Tensor first = blocks.sum(2, DType.FLOAT64);
      sums = rest == 0 ? first : Tensor.cat(List.of(first, tail), 1);
    }
    return new CumulativeMass(masses, block, sums.cumsum(1));
  }

  /**
   * The first token of each row whose cumulative mass exceeds u · total; it has mass.
   *
   * @param uniforms [rows] u in (0, 1)
   * @return [rows, 1] INT64; of masses that are no numbers, any token
   */
  Tensor invert(double[] uniforms) {
    int rows = uniforms.length;
    long blocks = ends.size(1);
    Tensor point = Tensor.ofDoubles(uniforms, rows, 1).mul(ends.narrow(1, blocks - 1, 1));
    Tensor chosen = ends.searchSortedRight(point).clampMax(blocks - 1);
    Tensor starts =
        Tensor.cat(List.of(Tensor.zeros(DType.FLOAT64, rows, 1), ends.narrow(1, 0, blocks - 1)), 1);
    Tensor first = chosen.mul(block);
    Tensor ids = first.add(Tensor.arange(block)).clampMax(masses.size(1) - 1);
    Tensor inside = within(ids, first).to(DType.FLOAT64).cumsum(1);
    // What is before the block was rounded: the point must stay in it.
    Tensor most = inside.narrow(1, block - 1, 1).mul(1 - 0x1p-53);
    Tensor left = point.sub(starts.gather(1, chosen)).clampMin(0).minimum(most);
    return first.add(inside.searchSortedRight(left)).clampMax(masses.size(1) - 1);
  }

  /** Masses of the block's tokens [rows, block]; beyond the last token there is none. */
  private Tensor within(Tensor ids, Tensor first) {
    Tensor mine = masses.gather(1, ids);
    long tokens = masses.size(1);
    if (tokens % block == 0) {
      return mine;
    }
    Tensor place = first.add(Tensor.arange(block));
    Tensor last = Tensor.full(DType.INT64, (double) (tokens - 1), 1);
    return mine.maskedFill(place.greaterThan(last), 0);
  }
}
