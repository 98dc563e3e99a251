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
    long rank = weights.shape().rank();
    long[] shapeOfA = {block.pieces().size() * rank, block.in()};
    List<AdaptedLinear.Piece> pieces = new ArrayList<>();
    for (LoraLayout.Piece piece : block.pieces()) {
      long[] shapeOfB = {piece.rows(), rank};
      pieces.add(
          new AdaptedLinear.Piece(
              piece.start(), view(piece.b(), shapeOfB, own), sums(piece.b(), shapeOfB, own)));
    }
    return new AdaptedLinear(
        frozen,
        view(block.a(), shapeOfA, own),
        sums(block.a(), shapeOfA, own),
        pieces,
        weights.shape().scaling(),
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
