package io.didact.model.decoder;

import java.util.List;

/** What a {@code config.json} of a supported family may ask for and the decoder cannot do. */
final class UnsupportedFeatures {
  private static final List<String> EXPERTS =
      List.of(
          "num_experts",
          "num_local_experts",
          "n_routed_experts",
          "n_shared_experts",
          "num_shared_experts",
          "moe_num_experts",
          "num_experts_per_tok",
          "moe_intermediate_size");

  private static final List<String> ACTIVATIONS =
      List.of("hidden_act", "hidden_activation", "activation_function", "mlp_hidden_act");

  private static final List<String> QUANTIZATION =
      List.of("quantization_config", "compression_config");

  private UnsupportedFeatures() {}

  /** Complains of each. */
  static void refuse(ConfigJson in, ModelFamily family) {
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
    List<String> own = family.activation().names;
    for (String key : ACTIVATIONS) {
      String activation = in.text(key, own.get(0));
      if (!own.contains(activation)) {
        in.complain(key + " must be " + own.get(0) + ", was " + activation);
      }
    }
    refuseOtherClasses(in, family);
    if (family.qkNorm() == QkNorm.NONE) {
      ForeignKeys.refuseQkNorm(in);
    }
  }

  /**
   * Classifiers, reward models, encoders and remote classes have the decoder's weights and keys.
   */
  private static void refuseOtherClasses(ConfigJson in, ModelFamily family) {
    List<String> classes = in.texts("architectures");
    String own = family.architecture();
    if (classes.isEmpty()) {
      return;
    }
    if (classes.stream().noneMatch(own::equalsIgnoreCase)) {
      in.complain(
          "architectures must have "
              + own
              + " for model_type "
              + family.modelType()
              + ", was "
              + Complaints.join(classes)
              + ": that is another model; where the weights are those of "
              + own
              + " all the same, write so");
    } else if (classes.size() > 1) {
      in.remark("architectures has " + Complaints.join(classes) + ": loaded as " + own);
    }
  }
}
