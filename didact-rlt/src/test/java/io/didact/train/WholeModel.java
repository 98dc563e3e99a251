package io.didact.train;

import io.didact.algorithm.SequenceLoss;
import io.didact.data.LabelledSequence;
import io.didact.model.checkpoint.AllWeights;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.FrozenWeights;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.Tensor;
import io.didact.tensor.Workers;
import io.didact.tiny.Tiny;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All weights of a model with what works out their gradient. */
final class WholeModel implements AutoCloseable {
  private final Parameters parameters;
  private final AllWeights weights;
  private final BatchGradient batches;

  WholeModel(
      Parameters parameters, Workers workers, int tokens, DecoderPass.Activations activations) {
    this(parameters, null, workers, tokens, activations);
  }

  WholeModel(
      Parameters parameters,
      @Nullable Parameters reference,
      Workers workers,
      int tokens,
      DecoderPass.Activations activations) {
    this.parameters = parameters;
    weights = new AllWeights(Tiny.CHECKPOINT, parameters);
    @Nullable FrozenWeights frozen = reference == null ? null : new FrozenWeights(reference);
    batches = new BatchGradient(weights, frozen, workers, tokens, activations, false);
  }

  double computeGradient(List<LabelledSequence> batch, double temperature, SequenceLoss loss) {
    return batches.of(batch, temperature, loss).loss();
  }

  Parameters parameters() {
    return parameters;
  }

  Tensor gradient() {
    return weights.gradient().sum();
  }

  @Override
  public void close() {
    batches.close();
    weights.close();
  }
}
