package io.didact.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The families of decoders that can be loaded: one decoder, and what each family does differently.
 *
 * <p>To add a family, add a constant: the name of its classes, which of the variations it has, and
 * which keys of its {@code config.json} ask for things that are not supported.
 */
public enum ModelFamily {
  /** Qwen2, Qwen2.5 and what is distilled into them: biases on q, k and v. */
  QWEN2("Qwen2ForCausalLM", true, false) {
    @Override
    void refuseUnsupported(ConfigReader in) {
      in.refuseIf("use_sliding_window", in.flag("use_sliding_window"));
    }
  },
  /** Qwen3, dense: norms on the heads of q and k. */
  QWEN3("Qwen3ForCausalLM", false, true) {
    @Override
    void refuseUnsupported(ConfigReader in) {
      in.refuseIf("attention_bias", in.flag("attention_bias"));
      in.refuseIf("use_sliding_window", in.flag("use_sliding_window"));
    }
  },
  /** Llama 2 and 3, SmolLM2 and what is distilled into them. */
  LLAMA("LlamaForCausalLM", false, false) {
    @Override
    void refuseUnsupported(ConfigReader in) {
      in.refuseIf("attention_bias", in.flag("attention_bias"));
      in.refuseIf("mlp_bias", in.flag("mlp_bias"));
    }
  },
  /** Mistral, where it attends to everything. */
  MISTRAL("MistralForCausalLM", false, false) {
    @Override
    void refuseUnsupported(ConfigReader in) {
      in.refuseIf("sliding_window", in.isGiven("sliding_window"));
    }
  };

  private final String architecture;
  private final boolean qkvBias;
  private final boolean qkNorm;

  ModelFamily(String architecture, boolean qkvBias, boolean qkNorm) {
    this.architecture = architecture;
    this.qkvBias = qkvBias;
    this.qkNorm = qkNorm;
  }

  /** Hugging Face's {@code model_type}. */
  public String modelType() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Hugging Face's name of the class. */
  public String architecture() {
    return architecture;
  }

  /** Whether q, k and v have biases. */
  boolean hasQkvBias() {
    return qkvBias;
  }

  /** Whether each head of q and k is normed before it is rotated. */
  boolean hasQkNorm() {
    return qkNorm;
  }

  /** Notes what the file asks for and the decoder cannot do. */
  abstract void refuseUnsupported(ConfigReader in);

  /** The family of a {@code model_type}. */
  static Optional<ModelFamily> of(String modelType) {
    return Arrays.stream(values()).filter(each -> each.modelType().equals(modelType)).findFirst();
  }

  /** All {@code model_type}s. */
  static List<String> modelTypes() {
    return Arrays.stream(values()).map(ModelFamily::modelType).toList();
  }
}
