package io.didact.model.decoder;

import io.didact.tensor.Tensor;
import java.util.List;

/** The function of the gate. */
public enum Activation {
  /** x · sigmoid(x). */
  SILU("silu", "swish") {
    @Override
    Tensor of(Tensor x) {
      return x.silu();
    }

    @Override
    void backward(Tensor target, Tensor gradient, Tensor x) {
      target.siluBackward_(gradient, x);
    }
  },
  /** x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))) (Hendrycks and Gimpel 2016). */
  GELU_TANH("gelu_pytorch_tanh", "gelu_new") {
    @Override
    Tensor of(Tensor x) {
      return x.geluTanh();
    }

    @Override
    void backward(Tensor target, Tensor gradient, Tensor x) {
      target.geluTanhBackward_(gradient, x);
    }
  };

  /** What a config.json calls it; all are the same function, the first is written. */
  final List<String> names;

  Activation(String... names) {
    this.names = List.of(names);
  }

  abstract Tensor of(Tensor x);

  /** {@code target} becomes the derivative by x, times {@code gradient}. */
  abstract void backward(Tensor target, Tensor gradient, Tensor x);
}
