package io.didact.model.decoder;

/** How rotary frequencies are changed for contexts longer than those of pretraining. */
public sealed interface RopeScaling
    permits RopeScaling.None, RopeScaling.Linear, RopeScaling.Llama3, YarnScaling {
  /** As they are. */
  RopeScaling NONE = new None();

  /**
   * The frequency of one pair of a head's numbers.
   *
   * @param pair i, from 0
   * @param theta θ, base of the frequencies
   * @param headDim d
   * @return θ^(−2i/d), changed, in radians per position
   */
  double frequency(int pair, double theta, int headDim);

  /** θ^(−2i/d). */
  static double unchanged(int pair, double theta, int headDim) {
    return Math.pow(theta, -2.0 * pair / headDim);
  }

  /** What the rotated queries and keys are multiplied by. */
  default double attentionFactor() {
    return 1;
  }

  /**
   * The longest sequence that a model with this change is made for.
   *
   * @param maxPositions {@code max_position_embeddings}
   */
  default int reach(int maxPositions) {
    return maxPositions;
  }

  /** See {@link #NONE}. */
  record None() implements RopeScaling {
    @Override
    public double frequency(int pair, double theta, int headDim) {
      return unchanged(pair, theta, headDim);
    }
  }

  /**
   * All positions are divided by one number.
   *
   * @param factor of lengthening, ≥ 1
   */
  record Linear(double factor) implements RopeScaling {
    public Linear {
      requireFactor(factor);
    }

    @Override
    public double frequency(int pair, double theta, int headDim) {
      return unchanged(pair, theta, headDim) / factor;
    }
  }

  /**
   * Llama 3.1's: long waves are lengthened, short ones stay, between the two it goes smoothly.
   *
   * @param factor of lengthening, ≥ 1
   * @param lowFrequencyFactor waves longer than original/low are lengthened
   * @param highFrequencyFactor waves shorter than original/high stay
   * @param originalPositions the context of pretraining
   */
  record Llama3(
      double factor,
      double lowFrequencyFactor,
      double highFrequencyFactor,
      double originalPositions)
      implements RopeScaling {
    public Llama3 {
      requireFactor(factor);
      if (!(lowFrequencyFactor > 0)
          || !(highFrequencyFactor > lowFrequencyFactor)
          || !(originalPositions >= 1)) {
        throw new IllegalArgumentException(
            "rope_scaling of type llama3 needs 0 < low_freq_factor < high_freq_factor and"
                + " original_max_position_embeddings ≥ 1");
      }
    }

    @Override
    public double frequency(int pair, double theta, int headDim) {
      return scale(unchanged(pair, theta, headDim));
    }

    double scale(double frequency) {
      double wavelength = 2 * Math.PI / frequency;
      if (wavelength < originalPositions / highFrequencyFactor) {
        return frequency;
      }
      if (wavelength > originalPositions / lowFrequencyFactor) {
        return frequency / factor;
      }
      double smooth =
          (originalPositions / wavelength - lowFrequencyFactor)
              / (highFrequencyFactor - lowFrequencyFactor);
      return (1 - smooth) * frequency / factor + smooth * frequency;
    }
  }

  /** Of lengthening: at least 1. */
  static void requireFactor(double factor) {
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("rope_scaling: factor must be ≥ 1, was " + factor);
    }
  }
}
