package io.didact.model.decoder;

/** Whether queries and keys are normed (RMS) before they are rotated. */
public enum QkNorm {
  /** They are not. */
  NONE,
  /** Each head on its own, with one weight [headDim] for all of q's heads and one for k's. */
  EACH_HEAD,
  /** All heads of a token together, with a weight [heads · headDim] for q and one for k. */
  WHOLE
}
