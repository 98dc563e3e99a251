package io.didact.model.decoder;

/** Whether queries and keys are normed before they are rotated. */
public enum QkNorm {
  /** They are not. */
  NONE,
  /** Each head on its own (RMS), with one weight [headDim] for all of q's heads and one for k's. */
  EACH_HEAD
}
