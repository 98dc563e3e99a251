package io.didact.model;

/** How rotary frequencies are changed for contexts longer than those of pretraining. */
public sealed interface RopeScaling {
  /** As they are. */
  RopeScaling NONE = new None();

  /**
   * One frequency.
   *
   * @param frequency θ^(−2i/d), in radians per position
   */
  double scale(double frequency);

  /** See {@link #NONE}. */
  record None() implements RopeScaling {
    @Override
    public double scale(double frequency) {
      return frequency;
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
    public double scale(double frequency) {
      return frequency / factor;
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
    public double scale(double frequency) {
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

  private static void requireFactor(double factor) {
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("rope_scaling: factor must be ≥ 1, was " + factor);
    }
  }

  /** Reads {@code rope_scaling} (or the newer {@code rope_parameters}) of a config.json. */
  static RopeScaling read(ConfigReader in) {
    ConfigReader scaling = in.block("rope_scaling", "rope_parameters");
    String type = scaling.text("rope_type", scaling.text("type", "default"));
    switch (type) {
      case "default":
        return NONE;
      case "linear":
        return new Linear(scaling.number("factor", Double.NaN));
      case "llama3":
        return new Llama3(
            scaling.number("factor", Double.NaN),
            scaling.number("low_freq_factor", Double.NaN),
            scaling.number("high_freq_factor", Double.NaN),
            scaling.number("original_max_position_embeddings", Double.NaN));
      default:
        in.refuseIf("rope_scaling of type " + type, true);
        return NONE;
    }
  }
}
