package io.didact.model.gguf;

import io.didact.model.decoder.RopeScaling;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Llama, SmolLM2, and Mistral, which llama.cpp takes for a llama.
 *
 * <p>Llama 3.1's change of the frequencies is no key here but a tensor of what they are divided by.
 */
final class LlamaArchitecture extends Architecture {
  private static final String FACTORS = "rope_freqs.weight";

  /** Of Llama 3.1 and 3.3, and of 3.2. The rest is the same in all of them. */
  private static final double[] LENGTHENED = {8, 32};

  /** The file's come from 32 bits; next to one another the two factors differ by far more. */
  private static final double TOLERANCE = 1e-5;

  LlamaArchitecture() {
    super("llama");
  }

  @Override
  boolean rotatesNeighbours() {
    return true;
  }

  @Override
  List<String> factors() {
    return List.of(FACTORS);
  }

  @Override
  void describe(ModelKeys keys, ObjectNode json) throws IOException {
    className(json, "llama", "LlamaForCausalLM");
    json.put("hidden_act", "silu")
        .put("attention_bias", has(keys, "attn_q.bias"))
        .put("mlp_bias", has(keys, "ffn_gate.bias"));
    GgufTensor factors = keys.file().tensors().get(FACTORS);
    if (factors != null) {
      RopeScaling.Llama3 scaling =
          scaling(
              keys,
              TensorValues.all(keys.file(), factors),
              json.path("rope_theta").doubleValue(),
              json.path("head_dim").intValue());
      json.putObject("rope_scaling")
          .put("rope_type", "llama3")
          .put("factor", scaling.factor())
          .put("low_freq_factor", scaling.lowFrequencyFactor())
          .put("high_freq_factor", scaling.highFrequencyFactor())
          .put("original_max_position_embeddings", (int) scaling.originalPositions());
    }
  }

  private static RopeScaling.Llama3 scaling(
      ModelKeys keys, float[] factors, double theta, int headDim) throws IOException {
    for (double factor : LENGTHENED) {
      RopeScaling.Llama3 scaling = new RopeScaling.Llama3(factor, 1, 4, 8192);
      if (gives(scaling, factors, theta, headDim)) {
        return scaling;
      }
    }
    throw keys.wrong(FACTORS + " is none of the factors of Llama 3.1, 3.2 or 3.3");
  }

  private static boolean gives(
      RopeScaling.Llama3 scaling, float[] factors, double theta, int headDim) {
    if (factors.length != headDim / 2) {
      return false;
    }
    for (int i = 0; i < factors.length; i++) {
      double wanted =
          RopeScaling.unchanged(i, theta, headDim) / scaling.frequency(i, theta, headDim);
      if (!(Math.abs(factors[i] / wanted - 1) < TOLERANCE)) {
        return false;
      }
    }
    return true;
  }
}
