package io.didact.model.decoder;

/** How a checkpoint names the matrices that are used in one product. */
public enum ProjectionNames {
  /** q, k and v each on its own, gate and up as well. */
  APART,
  /** One tensor for q, k and v, and one for gate and up, with the rows in this order. */
  FUSED
}
