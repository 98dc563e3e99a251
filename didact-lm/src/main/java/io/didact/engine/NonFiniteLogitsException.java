package io.didact.engine;

/** A model whose logits are not finite numbers: its weights are damaged or have diverged. */
public final class NonFiniteLogitsException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NonFiniteLogitsException(String message) {
    super(message);
  }
}
