package io.didact.train;

import io.didact.algorithm.TensorDerivative;
import io.didact.engine.ScoringPack;
import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderPass;
import io.didact.model.decoder.DeviceHead;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pack's way forward and backward on a device that waits where something is read: the derivative
 * is worked out there, and once all is under way the log-probs are read, together, from which the
 * loss and its metrics follow in plain numbers, as on the CPU.
 *
 * @param decoder one for training
 * @param reference null where the loss asks for none
 */
record DevicePass(
    Decoder decoder,
    @Nullable Decoder reference,
    DecoderPass.Activations activations,
    double temperature) {

  /** Adds the pack's gradient, and its losses to where they go. */
  void backward(ScoringPack pack, BatchGradient.Losses into) {
    Tensor targets = pack.targets();
    @Nullable Tensor other = reference == null ? null : logProbs(reference, pack, targets);
    DecoderPass pass = pack.pass(decoder, activations);
    Tensor predicting = pack.predicting(pass.hidden());
    DeviceHead head = decoder.head().onDevice();
    Optional<TensorDerivative> known = into.loss().onDevice(into.places());
    DeviceHead.Derivative derivative =
        known.isPresent()
            ? (first, own) -> known.get().at(first, own, narrow(other, first, own.size(0)))
            : read(into, head.logProbs(predicting, targets, temperature), other);
    boolean entropy = into.tally().entropies().length > 0;
    DeviceHead.Backward back = head.backward(predicting, targets, temperature, entropy, derivative);
    pass.backward(pack.gradient(back.byHidden()));
    List<Tensor> seen = new ArrayList<>();
    if (known.isPresent()) {
      seen.add(back.logProbs());
      if (other != null) {
        seen.add(other);
      }
    }
    if (back.entropies() != null) {
      seen.add(back.entropies());
    }
    if (!seen.isEmpty()) {
      tell(into, known.isPresent(), Tensor.cat(seen, 0).toDoubles(), predicting.size(0));
    }
  }

  /** Log-probs [loss tokens] of a model that does not learn. */
  private Tensor logProbs(Decoder model, ScoringPack pack, Tensor targets) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      return scope.keep(model.head().onDevice().logProbs(pack.hidden(model), targets, temperature));
    }
  }

  private static @Nullable Tensor narrow(@Nullable Tensor all, long first, long count) {
    return all == null ? null : all.narrow(0, first, count);
  }

  /** The derivative of a loss that knows plain numbers only. */
  private static DeviceHead.Derivative read(
      BatchGradient.Losses into, Tensor logProbs, @Nullable Tensor reference) {
    List<Tensor> both = reference == null ? List.of(logProbs) : List.of(logProbs, reference);
    double[] values = Tensor.cat(both, 0).toDoubles();
    int rows = Math.toIntExact(logProbs.size(0));
    double[] derivative =
        into.with(Arrays.copyOfRange(values, rows, values.length))
            .at(0, Arrays.copyOf(values, rows));
    Tensor all = Tensor.ofDoubles(derivative, rows);
    return (first, own) -> all.narrow(0, first, own.size(0));
  }

  /**
   * @param losses whether the values begin with log-probs, whose losses are not known yet
   * @param values log-probs, those of the reference where there is one, entropies where asked for
   */
  private static void tell(
      BatchGradient.Losses into, boolean losses, double[] values, long tokens) {
    int rows = Math.toIntExact(tokens);
    int end = into.tally().entropies().length > 0 ? values.length - rows : values.length;
    if (losses) {
      into.with(Arrays.copyOfRange(values, rows, end)).at(0, Arrays.copyOf(values, rows));
    }
    if (end < values.length) {
      into.with(new double[0]).entropies(0, Arrays.copyOfRange(values, end, values.length));
    }
  }
}
