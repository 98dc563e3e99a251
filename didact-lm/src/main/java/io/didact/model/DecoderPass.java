package io.didact.model;

import io.didact.tensor.Gradients;
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
   * Adds the gradient of all weights below the head to the decoder's gradient buffer; once.
   *
   * @param gradient of the loss by {@link #hidden} [tokens, d]
   */
  void backward(Tensor gradient);

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

  /** One graph of all layers. */
  final class Recorded implements DecoderPass {
    private final Decoder decoder;
    private final Tensor ids;
    private final Tensor embedded;
    private final Tensor hidden;

    private Recorded(Decoder decoder, Tensor ids, Rope.Rows rotation, Attention attention) {
      this.decoder = decoder;
      this.ids = ids;
      embedded = decoder.embedded(ids).detach().requireGradient();
      Tensor x = embedded;
      try (Gradients.Mode on = Gradients.on()) {
        for (int i = 0; i < decoder.config().layers(); i++) {
          try (TensorScope scope = new TensorScope()) {
            x = scope.keep(decoder.block(i, x, rotation, attention));
          }
        }
        hidden = decoder.normed(x);
      }
    }

    @Override
    public Tensor hidden() {
      return hidden.detach();
    }

    @Override
    public void backward(Tensor gradient) {
      hidden.backward(gradient);
      decoder.addEmbeddingGradient(ids, embedded.gradient());
    }
  }

  /** The inputs of all layers. */
  final class Checkpointed implements DecoderPass {
    private final Decoder decoder;
    private final Tensor ids;
    private final Rope.Rows rotation;
    private final Attention attention;
    private final List<Tensor> inputs = new ArrayList<>();
    private final Tensor hidden;

    private Checkpointed(Decoder decoder, Tensor ids, Rope.Rows rotation, Attention attention) {
      this.decoder = decoder;
      this.ids = ids;
      this.rotation = rotation;
      this.attention = attention;
      try (Gradients.Mode off = Gradients.off()) {
        inputs.add(decoder.embedded(ids));
        for (int i = 0; i < decoder.config().layers(); i++) {
          try (TensorScope scope = new TensorScope()) {
            inputs.add(scope.keep(decoder.block(i, inputs.get(i), rotation, attention)));
          }
        }
        hidden = decoder.normed(inputs.get(inputs.size() - 1));
      }
    }

    @Override
    public Tensor hidden() {
      return hidden;
    }

    @Override
    public void backward(Tensor gradient) {
      int layers = decoder.config().layers();
      Tensor by = gradient;
      for (int i = layers; i >= 0; i--) {
        try (TensorScope scope = new TensorScope();
            Gradients.Mode on = Gradients.on()) {
          Tensor input = inputs.get(i).detach().requireGradient();
          Tensor output =
              i == layers ? decoder.normed(input) : decoder.block(i, input, rotation, attention);
          output.backward(by);
          by = scope.keep(input.gradient());
        }
        inputs.get(i).close();
      }
      decoder.addEmbeddingGradient(ids, by);
    }
  }
}
