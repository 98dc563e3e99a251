package io.didact.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A stream of random numbers from libtorch's Mersenne twister: one seed, one stream, on machines
 * whose processors have the same instructions (their approximations of logarithm and cosine may
 * differ in the last bit). Not for use by two threads at once.
 */
public final class RandomNumbers implements AutoCloseable {
  static {
    Libtorch.load();
  }

  private final Generator generator;

  public RandomNumbers(long seed) {
    generator = torch.make_generator_cpu(seed);
    generator.retainReference();
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      scope.detach(generator);
    }
  }

  /** The next normal numbers with mean 0, as FLOAT32 [elements] in main memory. */
  public Tensor normal(double deviation, long elements) {
    Tensor made = Tensor.inMainMemory(DType.FLOAT32, elements);
    try (TensorScope scope = new TensorScope()) {
      made.handle().normal_(0, deviation, new GeneratorOptional(generator));
    }
    return made;
  }

  @Override
  public void close() {
    generator.close();
  }
}
