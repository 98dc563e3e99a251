package io.didact.model.decoder;

import io.didact.tensor.Tensor;
import java.util.List;

/** What turns the queries and keys of some tokens in a layer. */
sealed interface Rotation {
  /** Leaves them as they are, for layers that see no positions. */
  Rotation NONE = new None();

  /**
   * Rotates.
   *
   * @param x [tokens, heads, headDim]
   * @return of the same shape, in memory of its own
   */
  Tensor rotate(Tensor x);

  /** The gradient by x from that by {@link #rotate} x. */
  Tensor backward(Tensor gradient);

  /** See {@link #NONE}. */
  record None() implements Rotation {
    @Override
    public Tensor rotate(Tensor x) {
      return x.copy();
    }

    @Override
    public Tensor backward(Tensor gradient) {
      return gradient;
    }
  }

  /**
   * Turns whole heads.
   *
   * @param cos [tokens, 1, headDim]
   * @param sin with the sign of "rotate half" [tokens, 1, headDim]
   */
  record Whole(Tensor cos, Tensor sin) implements Rotation {
    @Override
    public Tensor rotate(Tensor x) {
      return x.mul(cos).addcmul_(x.rollLast(x.size(2) / 2), sin);
    }

    @Override
    public Tensor backward(Tensor gradient) {
      return gradient.mul(cos).add_(gradient.mul(sin).rollLast(gradient.size(2) / 2));
    }
  }

  /**
   * Turns the first numbers of each head.
   *
   * @param first what turns them
   * @param width how many
   */
  record Part(Rotation first, int width) implements Rotation {
    @Override
    public Tensor rotate(Tensor x) {
      return Tensor.cat(List.of(first.rotate(head(x)), rest(x)), 2);
    }

    @Override
    public Tensor backward(Tensor gradient) {
      return Tensor.cat(List.of(first.backward(head(gradient)), rest(gradient)), 2);
    }

    private Tensor head(Tensor x) {
      return x.narrow(2, 0, width);
    }

    private Tensor rest(Tensor x) {
      return x.narrow(2, width, x.size(2) - width);
    }
  }
}
