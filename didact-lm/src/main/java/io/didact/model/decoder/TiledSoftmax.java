package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Softmax of a head's logits over a stretch of the vocabulary, tile by tile: a tile's logits are
 * still in the processor's cache when their exponentials are summed (online softmax, Milakov and
 * Gimelshein 2018).
 *
 * @param weight W [V, d]
 * @param temperature τ that divides the logits
 * @param from first token of the stretch
 * @param to one more than the last
 * @param tileElements most logits of a tile
 * @param entropy whether entropies are asked for too: one more pass over each tile
 */
record TiledSoftmax(
    Tensor weight, double temperature, long from, long to, long tileElements, boolean entropy) {
  /** Elements of the weight that a tile covers at most. */
  private static final long TILE_WEIGHTS = 1 << 24;

  /**
   * What a stretch says about some rows.
   *
   * @param max the largest logit of each row
   * @param sum Σ exp(logit − max) of each row
   * @param target the target's logit where the target is in the stretch, else 0
   * @param moment Σ exp(logit − max)·(logit − max) of each row; 0 where no entropy was asked for
   */
  record Summary(double[] max, double[] sum, double[] target, double[] moment) {
    /** Of stretches that make up a larger one; of none, that of an empty stretch. */
    static Summary of(int rows, List<Summary> stretches) {
      double[] max = new double[rows];
      double[] sum = new double[rows];
      double[] target = new double[rows];
      double[] moment = new double[rows];
      Arrays.fill(max, Double.NEGATIVE_INFINITY);
      for (Summary each : stretches) {
        for (int row = 0; row < rows; row++) {
          max[row] = Math.max(max[row], each.max[row]);
          target[row] += each.target[row];
        }
      }
      for (Summary each : stretches) {
        for (int row = 0; row < rows; row++) {
          double below = each.max[row] - max[row];
          double scale = Math.exp(below);
          sum[row] += each.sum[row] * scale;
          if (scale > 0) { // below is −∞ where a stretch is empty
            moment[row] += scale * (each.moment[row] + below * each.sum[row]);
          }
        }
      }
      return new Summary(max, sum, target, moment);
    }

    /** Of the rows' targets, where the stretch is the whole vocabulary. */
    double[] logProbs() {
      double[] values = new double[max.length];
      for (int row = 0; row < values.length; row++) {
        values[row] = target[row] - max[row] - Math.log(sum[row]);
      }
      return values;
    }

    /** −Σ p log p of the rows in nats, where the stretch is the whole vocabulary. */
    double[] entropies() {
      double[] values = new double[max.length];
      for (int row = 0; row < values.length; row++) {
        values[row] = Math.log(sum[row]) - moment[row] / sum[row];
      }
      return values;
    }
  }

  /**
   * Tokens whose logits are worked out at once.
   *
   * @param start the first
   * @param masses exp(logit − the tile's largest) [rows, length], in the type of the weights; null
   *     where they were not asked for
   */
  record Tile(long start, long length, @Nullable Tensor masses, Summary summary) {
    /** The masses, from now on with 0 at the targets in this tile [rows, length]. */
    Tensor massesBesideTargets(Tensor targets) {
      if (masses == null) {
        throw new IllegalStateException("this tile's masses were not kept");
      }
      return besideTargets(masses, targets, start);
    }
  }

  /** The tiles of a stretch for some rows; none where the stretch is empty. */
  record Tiles(int rows, List<Tile> all) {
    Summary summary() {
      return Summary.of(rows, all.stream().map(Tile::summary).toList());
    }
  }

  /**
   * A tile's masses, from now on with 0 at the targets in it.
   *
   * @param masses [rows, length] of the tokens from {@code start} on; changed
   */
  static Tensor besideTargets(Tensor masses, Tensor targets, long start) {
    Tensor place = targets.sub(start).unsqueeze(1);
    Tensor within = place.clampMin(0).clampMax(masses.size(1) - 1);
    Tensor there = masses.gather(1, within);
    Tensor targetsOwn = there.mul(within.equalTo(place).to(there.dtype()));
    return masses.scatter_(1, within, there.sub_(targetsOwn));
  }

  /**
   * Tiles whose figures still lie where they were computed: reading them waits for a GPU.
   *
   * @param length tokens of a tile; the last may have fewer
   * @param masses of each tile [rows, length]; none where they were not asked for
   * @param figures [rows, kinds · tiles]: for each tile largest, sum, target, and the moment where
   *     entropies are asked for
   */
  record Unread(TiledSoftmax softmax, long length, List<Tensor> masses, Tensor figures) {
    Tiles read() {
      return softmax.tiles(this, figures.toDoubles());
    }

    /** The tiles of all, with one reading. */
    static List<Tiles> read(List<Unread> all) {
      double[] values =
          Tensor.cat(all.stream().map(u -> u.figures.view(-1)).toList(), 0).toDoubles();
      List<Tiles> tiles = new ArrayList<>();
      int at = 0;
      for (Unread each : all) {
        int end = at + Math.toIntExact(each.figures.elements());
        tiles.add(each.softmax.tiles(each, Arrays.copyOfRange(values, at, end)));
        at = end;
      }
      return tiles;
    }
  }

  /** What is said of a tile's rows: see {@link Unread#figures}. */
  int kinds() {
    return entropy ? 4 : 3;
  }

  /**
   * @param hidden [rows, d]
   * @param targets [rows] INT64
   * @param keep whether masses are to be kept, in the innermost scope
   */
  Tiles of(Tensor hidden, Tensor targets, boolean keep) {
    return unread(hidden, targets, keep).read();
  }

  /** See {@link #of}. */
  Unread unread(Tensor hidden, Tensor targets, boolean keep) {
    Tensor input = isNarrow() ? hidden : hidden.mul(1 / temperature);
    int rows = Math.toIntExact(hidden.size(0));
    if (from == to) {
      return new Unread(this, 1, List.of(), Tensor.empty(hidden.dtype().wide(), rows, 0));
    }
    long most = Math.min(tileElements / Math.max(1, rows), TILE_WEIGHTS / weight.size(1));
    long length = Math.max(1, most);
    List<Tensor> figures = new ArrayList<>();
    List<Tensor> masses = new ArrayList<>();
    for (long start = from; start < to; start += length) {
      long count = Math.min(length, to - start);
      try (TensorScope scope = new TensorScope()) {
        Tensor logits = logits(input, weight.narrow(0, start, count));
        Tensor target = target(logits, targets, start);
        Tensor max = logits.max(1);
        Tensor below = logits.sub_(max);
        Tensor exponentials = entropy ? below.exp() : below.exp_();
        List<Tensor> own = new ArrayList<>(List.of(max, exponentials.sum(1).unsqueeze(1), target));
        if (entropy) {
          own.add(below.mul_(exponentials).sum(1).unsqueeze(1));
        }
        figures.add(scope.keep(Tensor.cat(own, 1)));
        if (keep) {
          masses.add(scope.keep(exponentials.to(weight.dtype())));
        }
      }
    }
    return new Unread(this, length, masses, Tensor.cat(figures, 1));
  }

  /** Of types with fewer than 32 bits, whose logits are rounded before they are divided. */
  private boolean isNarrow() {
    return weight.dtype().bytes() < 4;
  }

  private Tensor logits(Tensor input, Tensor some) {
    Tensor logits = input.linear(some, null);
    return isNarrow() ? logits.to(DType.FLOAT32).mul_(1 / temperature) : logits;
  }

  /** The logits of the targets among these tokens, 0 for others [rows, 1]. */
  private static Tensor target(Tensor logits, Tensor targets, long start) {
    Tensor place = targets.sub(start).unsqueeze(1);
    Tensor within = place.clampMin(0).clampMax(logits.size(1) - 1);
    return logits.gather(1, within).mul(within.equalTo(place).to(logits.dtype()));
  }

  private Tiles tiles(Unread unread, double[] values) {
    int rows = Math.toIntExact(unread.figures.size(0));
    int kinds = kinds();
    int count = Math.toIntExact(unread.figures.size(1) / kinds);
    List<Tile> tiles = new ArrayList<>();
    for (int tile = 0; tile < count; tile++) {
      double[][] own = new double[4][rows];
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < kinds; i++) {
          own[i][row] = values[(row * count + tile) * kinds + i];
        }
      }
      long start = from + tile * unread.length;
      tiles.add(
          new Tile(
              start,
              Math.min(unread.length, to - start),
              unread.masses.isEmpty() ? null : unread.masses.get(tile),
              new Summary(own[0], own[1], own[2], own[3])));
    }
    return new Tiles(rows, tiles);
  }
}
