package io.didact.model.decoder;

import io.didact.model.decoder.TiledSoftmax.Summary;
import io.didact.model.decoder.TiledSoftmax.Tile;
import io.didact.model.decoder.TiledSoftmax.Tiles;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The output head at some rows of all workers, as one worker works on it: over its stretch of the
 * vocabulary.
 *
 * @param hidden of all workers' rows [n, d]
 * @param targets of all workers' rows [n] INT64
 * @param tiles of this worker's stretch
 * @param summary of the whole vocabulary
 * @param first where this worker's own rows begin among the n
 * @param rows how many these are
 */
record SharedSoftmax(
    Worker worker,
    TiledSoftmax softmax,
    Tensor hidden,
    Tensor targets,
    Tiles tiles,
    Summary summary,
    int first,
    int rows) {

  /**
   * Works out the logits; all workers come here together.
   *
   * @param own rows of this worker [rows, d]
   * @param ownTargets [rows]
   * @param keep whether {@link #addGradient} will be asked for
   */
  static SharedSoftmax of(
      Worker worker, TiledSoftmax softmax, Tensor own, Tensor ownTargets, boolean keep) {
    Tensor hidden = worker.allGather(own, all -> Tensor.cat(all, 0));
    Tensor targets = worker.allGather(ownTargets, all -> Tensor.cat(all, 0));
    List<Integer> counts = worker.allGather(Math.toIntExact(own.size(0)));
    Tiles tiles = softmax.of(hidden, targets, keep);
    Summary summary = Summary.of(tiles.rows(), worker.allGather(tiles.summary()));
    int first = counts.subList(0, worker.index()).stream().mapToInt(Integer::intValue).sum();
    return new SharedSoftmax(
        worker, softmax, hidden, targets, tiles, summary, first, counts.get(worker.index()));
  }

  /** Of this worker's rows. */
  double[] logProbs() {
    return Arrays.copyOfRange(summary.logProbs(), first, first + rows);
  }

  /** Of this worker's rows. */
  double[] entropies() {
    return Arrays.copyOfRange(summary.entropies(), first, first + rows);
  }

  /**
   * The derivative by the hidden states; the weight's is added, in this worker's stretch. All
   * workers come here together.
   *
   * @param derivative dL/d(log p) of this worker's rows [rows]
   * @param weightGradient [V, d]; null where the weight does not change
   * @return dL/dh of this worker's rows [rows, d]
   */
  Tensor addGradient(double[] derivative, @Nullable Tensor weightGradient) {
    double[] byLogit =
        worker.allGather(derivative).stream()
            .flatMapToDouble(Arrays::stream)
            .map(each -> each / softmax.temperature())
            .toArray();
    HeadGradient gradient = HeadGradient.of(softmax.weight(), hidden, weightGradient);
    DType wide = gradient.wide().dtype();
    double[] own = new double[byLogit.length];
    for (Tile tile : tiles.all()) {
      try (TensorScope scope = new TensorScope()) {
        double[] shares = shares(byLogit, tile.summary().max());
        Tensor masses = tile.massesBesideTargets(targets);
        double[] sums = masses.sum(1, wide).toDoubles();
        Arrays.setAll(own, row -> own[row] - shares[row] * sums[row]);
        gradient.add(tile.start(), masses, column(shares, wide));
      }
    }
    double[] atTargets = sum(worker.allGather(own));
    if (softmax.from() < softmax.to()) {
      try (TensorScope scope = new TensorScope()) {
        gradient.addAtTargets(targets, softmax.from(), softmax.to(), column(atTargets, wide));
      }
    }
    return worker.allGather(gradient.byHidden(), this::ofOwnRows);
  }

  /** −c·exp(m − max)/s: what turns a tile's exp(z − m) into the softmax's part of the gradient. */
  private double[] shares(double[] byLogit, double[] tileMax) {
    double[] shares = new double[byLogit.length];
    for (int row = 0; row < shares.length; row++) {
      double mass = Math.exp(tileMax[row] - summary.max()[row]) / summary.sum()[row];
      shares[row] = -byLogit[row] * mass;
    }
    return shares;
  }

  /**
   * c·(1 − p) of the targets, where 1 − p is the sum of all other tokens' shares: 1 less p, or what
   * follows from log p, would be a multiple of what the type can tell apart at 1.
   */
  private static double[] sum(List<double[]> ofStretches) {
    double[] sum = ofStretches.get(0).clone();
    for (double[] next : ofStretches.subList(1, ofStretches.size())) {
      Arrays.setAll(sum, row -> sum[row] + next[row]);
    }
    return sum;
  }

  private static Tensor column(double[] values, DType dtype) {
    return Tensor.ofDoubles(values, values.length, 1).to(dtype);
  }

  private Tensor ofOwnRows(List<Tensor> stretches) {
    Tensor sum = stretches.get(0).narrow(0, first, rows).copy();
    for (Tensor next : stretches.subList(1, stretches.size())) {
      sum.add_(next.narrow(0, first, rows));
    }
    return sum;
  }
}
