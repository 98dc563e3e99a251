package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.TokenIds;
import java.util.List;
import java.util.SplittableRandom;

/** Small models with weights large enough that attention and biases matter. */
public final class RandomModels {
  private RandomModels() {}

  public static DecoderConfig config(
      int vocabulary, int heads, int kvHeads, int headDim, boolean tied) {
    return new DecoderConfig(
        "qwen2",
        vocabulary,
        24,
        40,
        2,
        heads,
        kvHeads,
        headDim,
        1e-6,
        10_000,
        tied,
        2048,
        List.of(0));
  }

  /** Every weight normal with deviation 0.3, norms around what changes nothing. */
  public static Parameters parameters(DecoderConfig config, DType dtype, long seed) {
    Parameters made = Parameters.zeros(config, dtype);
    SplittableRandom random = new SplittableRandom(seed);
    try (TensorScope scope = new TensorScope()) {
      for (ParameterLayout.Part part : made.parts()) {
        Tensor target = made.view(part.offset(), part.shape());
        double[] values = new double[Math.toIntExact(target.elements())];
        boolean norm = part.name().endsWith("norm.weight");
        double mean = norm ? config.variations().normGain().neutral : 0;
        for (int i = 0; i < values.length; i++) {
          values[i] = mean + 0.3 * random.nextGaussian();
        }
        target.copy_(Tensor.ofDoubles(values, part.shape()));
      }
    }
    return made;
  }

  public static TokenIds ids(int length, int vocabulary, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return TokenIds.of(random.ints(length, 0, vocabulary).toArray());
  }
}
