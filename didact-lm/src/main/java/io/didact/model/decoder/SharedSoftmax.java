package io.didact.model.decoder;

import io.didact.model.decoder.TiledSoftmax.Summary;
import io.didact.model.decoder.TiledSoftmax.Tile;
import io.didact.model.decoder.TiledSoftmax.Tiles;
import io.didact.tensor.DType;
import io.didact.tensor.Lane;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.Arrays;
import java.util.List;

/**
 * The output head at some rows of all lanes, as one lane works on it: over its stretch of the
 * vocabulary.
 *
 * @param hidden of all lanes' rows [n, d]
 * @param targets of all lanes' rows [n] INT64
 * @param tiles of this lane's stretch
 * @param summary of the whole vocabulary
 * @param first where this lane's own rows begin among the n
 * @param rows how many these are
 */
record SharedSoftmax(
    Lane lane,
    TiledSoftmax softmax,
    Tensor hidden,
    Tensor targets,
    Tiles tiles,
    Summary summary,
    int first,
    int rows) {

  /**
   * Works out the logits; all lanes come here together.
   *
   * @param own rows of this lane [rows, d]
   * @param ownTargets [rows]
   * @param keep whether {@link #addGradient} will be asked for
   */
  static SharedSoftmax of(
      Lane lane, TiledSoftmax softmax, Tensor own, Tensor ownTargets, boolean keep) {
    Tensor hidden = lane.share(own, all -> Tensor.cat(all, 0));
    Tensor targets = lane.share(ownTargets, all -> Tensor.cat(all, 0));
    List<Integer> counts = lane.share(Math.toIntExact(own.size(0)));
    Tiles tiles = softmax.of(hidden, targets, keep);
    Summary summary = Summary.of(tiles.rows(), lane.share(tiles.summary()));
    int first = counts.subList(0, lane.index()).stream().mapToInt(Integer::intValue).sum();
    return new SharedSoftmax(
        lane, softmax, hidden, targets, tiles, summary, first, counts.get(lane.index()));
  }

  /** Of this lane's rows. */
  double[] logProbs() {
    return Arrays.copyOfRange(summary.logProbs(), first, first + rows);
  }

  /**
   * Adds the weight's gradient, in this lane's stretch; all lanes come here together.
   *
   * @param derivative dL/d(log p) of this lane's rows [rows]
   * @param weightGradient [V, d]
   * @return dL/dh of this lane's rows [rows, d]
   */
  Tensor addGradient(double[] derivative, Tensor weightGradient) {
    double[] byLogit =
        lane.share(derivative).stream()
            .flatMapToDouble(Arrays::stream)
            .map(each -> each / softmax.temperature())
            .toArray();
    Tensor wide = hidden.to(weightGradient.dtype());
    Tensor byHidden = Tensor.zeros(wide.dtype(), wide.shape());
    for (Tile tile : tiles.all()) {
      try (TensorScope scope = new TensorScope()) {
        Tensor share = column(shares(byLogit, tile.summary().max()), wide.dtype());
        Tensor masses = tile.requireMasses();
        byHidden.addcmul_(masses.matmul(tile.of(softmax.weight())).to(wide.dtype()), share);
        addProduct(tile.of(weightGradient), masses, wide.mul(share).to(hidden.dtype()));
      }
    }
    if (softmax.from() < softmax.to()) {
      try (TensorScope scope = new TensorScope()) {
        addAtTargets(column(byLogit, wide.dtype()), wide, byHidden, weightGradient);
      }
    }
    return lane.share(byHidden, this::ofOwnRows);
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

  private static Tensor column(double[] values, DType dtype) {
    return Tensor.ofDoubles(values, values.length, 1).to(dtype);
  }

  /** gradient += aᵀ · b; in 16 bits the product is rounded once, the sum is not. */
  private static void addProduct(Tensor gradient, Tensor a, Tensor b) {
    if (a.dtype() == gradient.dtype()) {
      gradient.addTransposedProduct_(a, b);
    } else {
      gradient.add_(a.transpose(0, 1).matmul(b));
    }
  }

  /** The targets' own part, of the targets in this lane's stretch. */
  private void addAtTargets(Tensor byLogit, Tensor wide, Tensor byHidden, Tensor weightGradient) {
    Tensor within = targets.clampMin(softmax.from()).clampMax(softmax.to() - 1);
    Tensor own = byLogit.mul(within.equalTo(targets).to(byLogit.dtype()).unsqueeze(1));
    weightGradient.indexAdd_(0, within, wide.mul(own));
    byHidden.addcmul_(softmax.weight().indexSelect(0, within).to(wide.dtype()), own);
  }

  private Tensor ofOwnRows(List<Tensor> stretches) {
    Tensor sum = stretches.get(0).narrow(0, first, rows).copy();
    for (Tensor next : stretches.subList(1, stretches.size())) {
      sum.add_(next.narrow(0, first, rows));
    }
    return sum;
  }
}
