package io.didact.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Owner of every tensor made on this thread while it is the innermost open scope.
 *
 * <pre>{@code
 * try (TensorScope scope = new TensorScope()) {
 *   Tensor hidden = ...;              // freed at the end of the block
 *   return scope.keep(hidden.sum());  // goes to the scope around this one
 * }
 * }</pre>
 *
 * <p>Scopes close in the reverse order of opening, on the thread that opened them.
 */
public final class TensorScope implements AutoCloseable {
  static {
    Libtorch.load();
  }

  private final @Nullable PointerScope outer = PointerScope.getInnerScope();
  private final PointerScope scope = new PointerScope();

  /**
   * Hands a tensor of this scope to the scope around it; without one the caller owns it and must
   * {@link Tensor#close() close} it.
   */
  public Tensor keep(Tensor tensor) {
    if (outer == null) {
      tensor.handle().retainReference();
    } else {
      outer.attach(tensor.handle());
    }
    scope.detach(tensor.handle());
    return tensor;
  }

  @Override
  public void close() {
    scope.close();
  }
}
