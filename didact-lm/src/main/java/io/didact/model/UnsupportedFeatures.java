package io.didact.model;

import java.util.List;

/** What a {@code config.json} of a supported family may ask for and the decoder cannot do. */
final class UnsupportedFeatures {
  private static final List<String> EXPERTS =
      List.of("num_experts", "num_local_experts", "n_routed_experts", "moe_intermediate_size");

  private static final List<String> QUANTIZATION =
      List.of("quantization_config", "compression_config");

  private UnsupportedFeatures() {}

  /** Complains of each. */
  static void refuse(ConfigReader in) {
    for (String key : QUANTIZATION) {
      if (in.isGiven(key)) {
        String method = in.block(key).text("quant_method", "not named");
        in.complain(
            key
                + " (quant_method "
                + method
                + "): quantized weights are not supported; take the model's version in bf16, fp16"
                + " or fp32");
      }
    }
    for (String key : EXPERTS) {
      if (in.number(key, 0) != 0) {
        in.complain(key + ": layers with several experts are not supported");
      }
    }
    // Two names of one function: x · sigmoid(x).
    String activation = in.text("hidden_act", "silu");
    if (!activation.equals("silu") && !activation.equals("swish")) {
      in.complain("hidden_act must be silu, was " + activation);
    }
  }
}
