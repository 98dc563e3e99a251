package io.didact.tensor;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.jspecify.annotations.Nullable;

/** An operator of libtorch for which the Java bindings have no method, called by its name. */
final class Operator {
  static {
    Libtorch.load();
  }

  private final OperatorHandle handle;

  /**
   * @throws RuntimeException where this libtorch has no such operator
   */
  Operator(String name, String overload) {
    handle = lasting(Dispatcher.singleton().findSchemaOrThrow(name, overload));
  }

  /** Takes a pointer out of the innermost scope, for good. */
  static <P extends Pointer> P lasting(P pointer) {
    pointer.retainReference();
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      scope.detach(pointer);
    }
    return pointer;
  }

  static IValue of(@Nullable Tensor tensor) {
    return tensor == null ? new IValue() : new IValue(tensor.handle());
  }

  /** The results, in order. */
  IValueVector call(IValue... arguments) {
    IValueVector stack = new IValueVector(arguments);
    handle.callBoxed(stack);
    return stack;
  }

  /** One of the results; it outlives them. */
  static Tensor result(IValueVector results, int index) {
    return new Tensor(new org.bytedeco.pytorch.Tensor(results.get(index).toTensor()));
  }
}
