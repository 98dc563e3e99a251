package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frozen matrix with low-rank ones beside it: y = x·Wᵀ + b, and to some of y's columns, for each
 * piece, s·(x·Aᵀ)·Bᵀ is added. Its backward pass forms no gradient of W: with g by y and u = s·g·B,
 * dL/dx = g·W + u·A, dL/dA = uᵀ·x, dL/dB = gᵀ·(s·x·Aᵀ).
 *
 * <p>With dropout what A multiplies is x with some of its numbers left out, the same for all
 * pieces.
 *
 * @param a the A of all pieces, one below the other [all r, in], in at least 32 bits
 * @param sums of the gradient of {@code a}; null for inference
 * @param place tells the draws of this matrix from those of others
 */
record AdaptedLinear(
    Linear.Dense frozen,
    Tensor a,
    @Nullable GradientSums sums,
    List<Piece> pieces,
    @Nullable Dropout dropout,
    int place)
    implements Linear {

  /**
   * @param start the first of the columns of y
   * @param low the first of its rows of A
   * @param b B [columns, r], in at least 32 bits
   * @param sums of the gradient of {@code b}; null for inference
   * @param scaling s
   */
  record Piece(long start, long low, Tensor b, @Nullable GradientSums sums, double scaling) {
    Tensor columns(Tensor y) {
      return y.narrow(1, start, b.size(0));
    }

    /** Its columns of what belongs to all pieces [rows, all r]. */
    Tensor own(Tensor all) {
      return all.narrow(1, low, b.size(1));
    }
  }

  @Override
  public @Nullable Tensor bias() {
    return frozen.bias();
  }

  @Override
  public Tensor of(Tensor x) {
    return adapted(frozen.of(x), x);
  }

  @Override
  public Tensor plus(Tensor addend, Tensor x) {
    return adapted(frozen.plus(addend, x), x);
  }

  private Tensor adapted(Tensor y, Tensor x) {
    Tensor low = dropped(x).linear(like(x, a), null);
    for (Piece piece : pieces) {
      piece.columns(y).addProduct_(piece.own(low), like(x, piece.b).transpose(0, 1), piece.scaling);
    }
    return y;
  }

  @Override
  public Tensor backward(PendingGradients pending, Tensor x, Tensor gradient) {
    Tensor dropped = dropped(x);
    Tensor low = dropped.linear(like(x, a), null);
    Tensor byLow = Tensor.empty(x.dtype(), low.shape());
    for (Piece piece : pieces) {
      Tensor by = piece.columns(gradient);
      piece.own(byLow).copy_(by.matmul(like(x, piece.b)).mul_(piece.scaling));
      if (piece.sums != null) {
        pending.product(piece.sums, piece.own(low).mul_(piece.scaling), by);
      }
    }
    if (sums != null) {
      pending.product(sums, dropped, byLow);
    }
    Tensor byX = frozen.backward(pending, x, gradient);
    return dropout == null
        ? byX.addProduct_(byLow, like(x, a), 1)
        : byX.add_(dropout.of(place, byLow.matmul(like(x, a))));
  }

  @Override
  public void backwardOfNone(PendingGradients pending) {
    Tensor weight = frozen.weight();
    for (Piece piece : pieces) {
      if (piece.sums != null) {
        pending.product(
            piece.sums,
            none(weight.dtype(), piece.b.size(1)),
            none(weight.dtype(), piece.b.size(0)));
      }
    }
    if (sums != null) {
      pending.product(sums, none(weight.dtype(), weight.size(1)), none(weight.dtype(), a.size(0)));
    }
    frozen.backwardOfNone(pending);
  }

  private static Tensor none(DType dtype, long columns) {
    return Tensor.empty(dtype, 0, columns);
  }

  private Tensor dropped(Tensor x) {
    return dropout == null ? x : dropout.of(place, x);
  }

  /** A matrix of the adapter in the type that x is multiplied in. */
  private static Tensor like(Tensor x, Tensor matrix) {
    return matrix.dtype() == x.dtype() ? matrix : matrix.to(x.dtype());
  }
}
