package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Weights with an adapter beside them. Several adapters may be over the same weights.
 *
 * @param base not changed here; the caller's to close
 * @param adapter may change between passes; the caller's to close
 */
public record AdaptedParameters(Parameters base, LoraWeights adapter) implements ModelWeights {
  @Override
  public DecoderConfig config() {
    return base.config();
  }

  @Override
  public DType dtype() {
    return base.dtype();
  }

  @Override
  public long size() {
    return base.size();
  }

  @Override
  public Decoder decoder() {
    return new Decoder(base, new AdapterViews(adapter, null, null), false);
  }

  /**
   * A decoder for training the adapter.
   *
   * @param dropout null for none
   */
  public Decoder decoder(GradientBuffer gradient, @Nullable Dropout dropout) {
    return new Decoder(base, new AdapterViews(adapter, gradient, dropout), true);
  }

  @Override
  public PackedWeights packed(Workers workers) {
    return PackedWeights.of(base.layout(), this::merged, workers);
  }

  private Tensor merged(ParameterLayout.Leaf leaf) {
    return adapter.merged(base.view(leaf.offset(), leaf.shape()), leaf);
  }

  /** A model of the same answers that has no adapter, in memory of its own. */
  public Parameters merged() {
    Parameters made = base.copy();
    adapter.mergeInto(made);
    return made;
  }
}
