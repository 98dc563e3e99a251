package io.didact.model.decoder;

import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A forward pass through a decoder that a backward pass follows. Whoever has the hidden states
 * works out the derivative of a loss by them and gives it back.
 *
 * <p>All that is recorded belongs to the scope in which the pass was made.
 */
public final class DecoderPass {
  private final Decoder decoder;
  private final Tensor ids;
  private final List<Step> steps = new ArrayList<>();
  private final Tensor last;
  private final Tensor hidden;

  /**
   * A layer's part of the pass.
   *
   * @param out [tokens, d]
   * @param back the gradient by {@code out} → that by the layer's input, which it closes; once
   */
  private record Step(Tensor out, BiFunction<Worker, Tensor, Tensor> back) {}

  /** What is done about the layers' activations between the passes. */
  public enum Activations {
    /** They are kept: one forward pass, but much memory. */
    KEPT {
      @Override
      Step step(DecoderLayer layer, Tensor x, Rotation rotation, Attention attention) {
        DecoderLayer.Recorded recorded = layer.record(x, rotation, attention);
        return new Step(
            recorded.out(), (worker, by) -> back(worker, layer, recorded.kept(), rotation, by));
      }
    },
    /**
     * Only each layer's input is kept, and the layer runs again when its gradient is due
     * (activation checkpointing, Chen et al. 2016): one more forward pass.
     */
    RECOMPUTED {
      @Override
      Step step(DecoderLayer layer, Tensor x, Rotation rotation, Attention attention) {
        try (TensorScope scope = new TensorScope()) {
          return new Step(
              scope.keep(layer.forward(x, rotation, attention)),
              (worker, by) -> {
                DecoderLayer.Recorded again = layer.record(x, rotation, attention);
                again.out().close();
                return back(worker, layer, again.kept(), rotation, by);
              });
        }
      }
    };

    abstract Step step(DecoderLayer layer, Tensor x, Rotation rotation, Attention attention);

    private static Tensor back(
        Worker worker, DecoderLayer layer, DecoderLayer.Kept kept, Rotation rotation, Tensor by) {
      Tensor byInput = layer.backward(worker, kept, rotation, by);
      kept.x().close();
      return byInput;
    }
  }

  /**
   * @param decoder one for training
   * @param ids [tokens] INT64
   * @param positions [tokens] INT64, each token's place in its sequence
   * @param end one more than the largest position
   */
  DecoderPass(
      Decoder decoder,
      Tensor ids,
      Tensor positions,
      int end,
      Attention attention,
      Activations activations) {
    if (!decoder.isTrained()) {
      throw new IllegalStateException("this decoder has no gradient buffer");
    }
    this.decoder = decoder;
    this.ids = ids;
    List<Rotation> rotations = decoder.rotations(positions, end);
    try (Gradients.Mode off = Gradients.off()) {
      Tensor x = decoder.embedded(ids);
      for (DecoderLayer layer : decoder.layers()) {
        Step step = activations.step(layer, x, rotations.get(layer.index()), attention);
        steps.add(step);
        x = step.out;
      }
      last = x;
      hidden = decoder.norm().of(last);
    }
  }

  /** Hidden states after the final norm [tokens, d], recorded by no graph. */
  public Tensor hidden() {
    return hidden;
  }

  /** {@link #backward(Worker, Tensor)} of a worker that is alone. */
  public void backward(Tensor gradient) {
    backward(Worker.alone(), gradient);
  }

  /**
   * Adds the gradient of all weights below the head that change to their buffer; once. All workers
   * come here together, or {@link #standBy}.
   *
   * @param gradient of the loss by {@link #hidden} [tokens, d]
   */
  public void backward(Worker worker, Tensor gradient) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      decoder.passed(worker, steps.size());
      PendingGradients pending = new PendingGradients();
      Tensor by = decoder.norm().backward(pending, last, gradient);
      pending.addTogether(worker);
      last.close();
      for (int i = steps.size() - 1; i >= 0; i--) {
        Tensor next = steps.get(i).back.apply(worker, by);
        by.close();
        by = next;
        decoder.passed(worker, i);
      }
      decoder.addEmbeddingGradient(worker, ids, by);
      decoder.passed(worker, Bucket.END);
    }
  }

  /** A worker's part of {@link #backward(Worker, Tensor)} where it has no pass and others have. */
  public static void standBy(Decoder decoder, Worker worker) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      decoder.passed(worker, decoder.layers().size());
      PendingGradients pending = new PendingGradients();
      decoder.norm().backwardOfNone(pending);
      pending.addTogether(worker);
      for (int i = decoder.layers().size() - 1; i >= 0; i--) {
        decoder.layers().get(i).standBy(worker);
        decoder.passed(worker, i);
      }
      Tensor none = Tensor.empty(decoder.dtype(), 0, decoder.config().hiddenSize());
      decoder.addEmbeddingGradient(worker, Tensor.ofInts(new int[0]), none);
      decoder.passed(worker, Bucket.END);
    }
  }
}
