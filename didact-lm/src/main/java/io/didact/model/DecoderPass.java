package io.didact.model;

import io.didact.tensor.Gradients;
import io.didact.tensor.Lane;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * A forward pass through a decoder that a backward pass follows. Whoever has the hidden states
 * works out the derivative of a loss by them and gives it back.
 *
 * <p>All that is recorded belongs to the scope in which the pass was made.
 */
public sealed interface DecoderPass {
  /** Hidden states after the final norm [tokens, d], recorded by no graph. */
  Tensor hidden();

  /**
   * Adds the gradient of all weights below the head to the decoder's gradient buffer; once. All
   * lanes come here together, one without tokens with a pass {@linkplain #ofNothing of nothing}.
   *
   * @param gradient of the loss by {@link #hidden} [tokens, d]
   */
  void backward(Lane lane, Tensor gradient);

  /** {@link #backward(Lane, Tensor)} of a lane that is alone. */
  default void backward(Tensor gradient) {
    backward(Lane.alone(), gradient);
  }

  /** A pass over no tokens. */
  static DecoderPass ofNothing(Decoder decoder) {
    return new Idle(decoder, Tensor.empty(decoder.dtype(), 0, decoder.config().hiddenSize()));
  }

  /**
   * @param decoder with a gradient buffer
   * @param ids [tokens] INT64
   * @param positions [tokens] INT64, each token's place in its sequence
   * @param end one more than the largest position
   */
  static DecoderPass of(
      Decoder decoder,
      Tensor ids,
      Tensor positions,
      int end,
      Attention attention,
      Activations activations) {
    return switch (activations) {
      case KEPT -> new Recorded(decoder, ids, decoder.rotation(positions, end), attention);
      case RECOMPUTED ->
          new Checkpointed(decoder, ids, decoder.rotation(positions, end), attention);
    };
  }

  /** What is done about the layers' activations between the passes. */
  enum Activations {
    /** They are kept: one forward pass, but much memory. */
    KEPT,
    /**
     * Only each layer's input is kept, and the layer runs again when its gradient is due
     * (activation checkpointing, Chen et al. 2016): one more forward pass.
     */
    RECOMPUTED
  }

  /**
   * A lane's part where the others have more to do.
   *
   * @param hidden [0, d]
   */
  record Idle(Decoder decoder, Tensor hidden) implements DecoderPass {
    @Override
    public void backward(Lane lane, Tensor gradient) {
      try (TensorScope scope = new TensorScope();
          Gradients.Mode off = Gradients.off()) {
        decoder.addEmbeddingGradient(lane, Tensor.ofInts(new int[0]), hidden);
      }
    }
  }

  /** What the layers keep for the way back. */
  final class Recorded implements DecoderPass {
    private final Decoder decoder;
    private final Tensor ids;
    private final Rope.Rows rotation;
    private final List<DecoderLayer.Kept> kept = new ArrayList<>();
    private final Tensor last;
    private final Tensor hidden;

    private Recorded(Decoder decoder, Tensor ids, Rope.Rows rotation, Attention attention) {
      this.decoder = decoder;
      this.ids = ids;
      this.rotation = rotation;
      try (Gradients.Mode off = Gradients.off()) {
        Tensor x = decoder.embedded(ids);
        for (DecoderLayer layer : decoder.layers()) {
          DecoderLayer.Recorded recorded = layer.record(x, rotation, attention);
          kept.add(recorded.kept());
          x = recorded.out();
        }
        last = x;
        hidden = decoder.norm().of(last);
      }
    }

    @Override
    public Tensor hidden() {
      return hidden;
    }

    @Override
    public void backward(Lane lane, Tensor gradient) {
      try (TensorScope scope = new TensorScope();
          Gradients.Mode off = Gradients.off()) {
        Tensor by = decoder.norm().backward(last, gradient);
        last.close();
        for (int i = kept.size() - 1; i >= 0; i--) {
          Tensor next = decoder.layers().get(i).backward(kept.get(i), rotation, by);
          kept.get(i).x().close();
          by.close();
          by = next;
        }
        decoder.addEmbeddingGradient(lane, ids, by);
      }
    }
  }

  /** The inputs of all layers. */
  final class Checkpointed implements DecoderPass {
    private final Decoder decoder;
    private final Tensor ids;
    private final Rope.Rows rotation;
    private final Attention attention;
    private final List<Tensor> inputs = new ArrayList<>();
    private final Tensor last;
    private final Tensor hidden;

    private Checkpointed(Decoder decoder, Tensor ids, Rope.Rows rotation, Attention attention) {
      this.decoder = decoder;
      this.ids = ids;
      this.rotation = rotation;
      this.attention = attention;
      try (Gradients.Mode off = Gradients.off()) {
        Tensor x = decoder.embedded(ids);
        for (DecoderLayer layer : decoder.layers()) {
          inputs.add(x);
          try (TensorScope scope = new TensorScope()) {
            x = scope.keep(layer.forward(x, rotation, attention));
          }
        }
        last = x;
        hidden = decoder.norm().of(last);
      }
    }

    @Override
    public Tensor hidden() {
      return hidden;
    }

    @Override
    public void backward(Lane lane, Tensor gradient) {
      try (TensorScope scope = new TensorScope();
          Gradients.Mode off = Gradients.off()) {
        Tensor by = decoder.norm().backward(last, gradient);
        last.close();
        for (int i = inputs.size() - 1; i >= 0; i--) {
          DecoderLayer layer = decoder.layers().get(i);
          DecoderLayer.Recorded again = layer.record(inputs.get(i), rotation, attention);
          again.out().close();
          Tensor next = layer.backward(again.kept(), rotation, by);
          inputs.get(i).close();
          by.close();
          by = next;
        }
        decoder.addEmbeddingGradient(lane, ids, by);
      }
    }
  }
}
