package io.didact.model.decoder;

import io.didact.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder needs of an adapter.
 *
 * @param gradient where the adapter's is summed; null for inference
 * @param dropout null for none
 */
record AdapterViews(
    LoraWeights weights, @Nullable GradientBuffer gradient, @Nullable Dropout dropout) {
  /**
   * A matrix with what the adapter adds to it; the matrix itself where that is nothing.
   *
   * @param own keeps a view for as long as the decoder lives
   */
  Linear over(Linear.Dense frozen, ParameterLayout.Leaf leaf, UnaryOperator<Tensor> own) {
    LoraLayout.Block block = weights.layout().block(leaf);
    if (block == null) {
      return frozen;
    }
    long[] shapeOfA = {block.ranks(), block.in()};
    List<AdaptedLinear.Piece> pieces = new ArrayList<>();
    long low = 0;
    for (LoraLayout.Piece piece : block.pieces()) {
      long[] shapeOfB = {piece.rows(), piece.rank()};
      pieces.add(
          new AdaptedLinear.Piece(
              piece.start(),
              low,
              view(piece.b(), shapeOfB, own),
              sums(piece.b(), shapeOfB, own),
              piece.scaling()));
      low += piece.rank();
    }
    return new AdaptedLinear(
        frozen,
        view(block.a(), shapeOfA, own),
        sums(block.a(), shapeOfA, own),
        pieces,
        dropout,
        block.place());
  }

  private Tensor view(long offset, long[] shape, UnaryOperator<Tensor> own) {
    return own.apply(weights.view(offset, shape).detach());
  }

  private @Nullable GradientSums sums(long offset, long[] shape, UnaryOperator<Tensor> own) {
    return gradient == null
        ? null
        : new GradientSums(own.apply(gradient.view(offset, shape)), null);
  }
}
