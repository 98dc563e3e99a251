package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SharedSoftmax} is to workers that share a vocabulary, to one worker for whom reading
 * is dear: the equations of {@link TiledSoftmax.Summary} and of the gradient as operations of
 * tensors, of which none is read. All columns are [rows, 1] FLOAT64.
 *
 * @param tiles of the whole vocabulary
 * @param maxima the largest logit of each tile [rows, tiles] FLOAT64
 * @param max the largest logit of each row
 * @param sum Σ exp(logit − max)
 * @param target the target's logit
 * @param moment Σ exp(logit − max)·(logit − max); 0 where no entropy is asked for
 */
record DeviceSoftmax(
    Tensor hidden,
    Tensor targets,
    TiledSoftmax.Unread tiles,
    Tensor maxima,
    Tensor max,
    Tensor sum,
    Tensor target,
    Tensor moment) {

  /** See {@link TiledSoftmax#of}. */
  static DeviceSoftmax of(TiledSoftmax softmax, Tensor hidden, Tensor targets, boolean keep) {
    TiledSoftmax.Unread tiles = softmax.unread(hidden, targets, keep);
    Tensor figures = tiles.figures().to(DType.FLOAT64).view(hidden.size(0), -1, softmax.kinds());
    Tensor maxima = figures.select(2, 0);
    Tensor max = maxima.max(1);
    Tensor below = maxima.sub(max);
    Tensor scale = below.exp();
    Tensor sums = figures.select(2, 1);
    Tensor moment =
        softmax.entropy()
            ? column(scale.mul(figures.select(2, 3).add(below.mul(sums))))
            : Tensor.zeros(DType.FLOAT64, max.shape());
    return new DeviceSoftmax(
        hidden,
        targets,
        tiles,
        maxima,
        max,
        column(sums.mul(scale)),
        column(figures.select(2, 2)),
        moment);
  }

  private static Tensor column(Tensor byTile) {
    return byTile.sum(1).unsqueeze(1);
  }

  /** Of the rows' targets [rows]. */
  Tensor logProbs() {
    return target.sub(max).sub(sum.log()).view(-1);
  }

  /** −Σ p log p in nats [rows]. */
  Tensor entropies() {
    return sum.log().sub(moment.div(sum)).view(-1);
  }

  /**
   * The derivative by the hidden states; the weight's is added.
   *
   * @param derivative dL/d(log p) [rows] FLOAT64
   * @param weightGradient [V, d]; null where the weight does not change
   * @return dL/dh [rows, d]
   */
  Tensor addGradient(Tensor derivative, @Nullable Tensor weightGradient) {
    TiledSoftmax softmax = tiles.softmax();
    Tensor byLogit = derivative.unsqueeze(1).div(softmax.temperature());
    HeadGradient gradient = HeadGradient.of(softmax.weight(), hidden, weightGradient);
    DType wide = gradient.wide().dtype();
    Tensor atTargets = Tensor.zeros(DType.FLOAT64, max.shape());
    for (int tile = 0; tile < tiles.masses().size(); tile++) {
      try (TensorScope scope = new TensorScope()) {
        long start = softmax.from() + tile * tiles.length();
        Tensor mass = maxima.narrow(1, tile, 1).sub(max).exp().div(sum);
        Tensor share = byLogit.mul(mass).mul(-1.0);
        Tensor masses = TiledSoftmax.besideTargets(tiles.masses().get(tile), targets, start);
        atTargets.sub_(share.mul(masses.sum(1, wide).to(DType.FLOAT64).unsqueeze(1)));
        gradient.add(start, masses, share.to(wide));
      }
    }
    gradient.addAtTargets(targets, softmax.from(), softmax.to(), atTargets.to(wide));
    return gradient.byHidden();
  }
}
