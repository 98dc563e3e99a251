package io.didact.model.decoder;

/** What the products of queries and keys are multiplied by before the softmax. */
public sealed interface ScoreScale {
  /** 1/√headDim. */
  ScoreScale USUAL = new OfHead();

  /** How many times {@link #USUAL} it is. */
  double overUsual(int headDim);

  /** See {@link #USUAL}. */
  record OfHead() implements ScoreScale {
    @Override
    public double overUsual(int headDim) {
      return 1;
    }
  }

  /**
   * 1/√n.
   *
   * @param n above 0
   */
  record OfWidth(double n) implements ScoreScale {
    @Override
    public double overUsual(int headDim) {
      return Math.sqrt(headDim / n);
    }
  }

  /**
   * A given number.
   *
   * @param value above 0
   */
  record Factor(double value) implements ScoreScale {
    @Override
    public double overUsual(int headDim) {
      return value * Math.sqrt(headDim);
    }
  }
}
