package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Workers;

/**
 * The weights of a model as passes without gradients use them: its own ({@link Parameters}), or
 * those of another with an adapter ({@link AdaptedParameters}). They may change between passes.
 */
public interface ModelWeights {
  /** The model's shape. */
  DecoderConfig config();

  /** Element type of weights and activations. */
  DType dtype();

  /** Number of weights of the model, without an adapter's. */
  long size();

  /** A decoder for inference; one for each worker. The caller closes it. */
  Decoder decoder();

  /**
   * How many passes all ranks make that share these weights out, where this one makes so many; 0
   * where it has all of them and asks nobody.
   */
  default int passes(int own) {
    return 0;
  }

  /** The matrices as they are now, an adapter merged into them; the caller closes them. */
  PackedWeights packed(Workers workers);
}
