package io.didact.tensor;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/**
 * One AdamW update (Loshchilov and Hutter 2019) of a whole flat buffer in one pass over memory:
 * libtorch's {@code _fused_adamw_}.
 */
public final class FusedAdamW {
  private FusedAdamW() {}

  /**
   * p ← p − lr·wd·p − lr·m̂/(√v̂ + ε), with m, v updated in place.
   *
   * @param step which update this is, counted from 1
   */
  public static void step_(
      Tensor parameters,
      Tensor gradients,
      Tensor firstMoments,
      Tensor secondMoments,
      long step,
      double learningRate,
      double beta1,
      double beta2,
      double weightDecay,
      double epsilon) {
    try (TensorScope scope = new TensorScope();
        Gradients.Mode off = Gradients.off()) {
      Tensor stepTensor = Tensor.full(DType.FLOAT32, step);
      IValueVector stack =
          new IValueVector(
              list(parameters),
              list(gradients),
              list(firstMoments),
              list(secondMoments),
              new IValue(new GenericList(new Type.TypePtr(TensorType.get()))),
              list(stepTensor),
              new IValue(learningRate),
              new IValue(beta1),
              new IValue(beta2),
              new IValue(weightDecay),
              new IValue(epsilon),
              new IValue(false),
              new IValue(false),
              new IValue(),
              new IValue());
      OperatorHandle operator = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
      Dispatcher.singleton().callBoxed(operator, stack);
    }
  }

  private static IValue list(Tensor tensor) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    list.push_back(new IValue(tensor.handle()));
    return new IValue(list);
  }
}
