package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Keys that only some families read, and what these do where they are left out. */
class FamilyKeysTest {
  private static DecoderConfig read(String family, String... changes) {
    ObjectNode json =
        (ObjectNode)
            JsonMapper.shared()
                .readTree(
                    """
                    {"vocab_size": 30, "hidden_size": 48, "intermediate_size": 40,
                     "num_hidden_layers": 8, "num_attention_heads": 8}
                    """);
    json.put("model_type", family);
    for (String change : changes) {
      json.setAll((ObjectNode) JsonMapper.shared().readTree("{" + change.replace('\'', '"') + "}"));
    }
    return DecoderConfig.fromJson(json);
  }

  private static AttentionWindow.Sliding window(int tokens, int... layers) {
    return new AttentionWindow.Sliding(tokens, flags(8, layers));
  }

  /** True at some places. */
  private static List<Boolean> flags(int count, int... places) {
    Boolean[] flags = new Boolean[count];
    java.util.Arrays.fill(flags, false);
    for (int place : places) {
      flags[place] = true;
    }
    return List.of(flags);
  }

  @Test
  void smollm3Unasked() {
    DecoderConfig config = read("smollm3");
    assertThat(config.ropeTheta()).isEqualTo(2e6);
    assertThat(config.tiedHead()).isTrue();
    assertThat(config.kvHeads()).isEqualTo(4);
    assertThat(config.maxPositions()).isEqualTo(32_768);
    assertThat(config.biases()).isEqualTo(Biases.NONE);
    assertThat(config.window()).isEqualTo(AttentionWindow.FULL);
    assertThat(config.variations().rotation())
        .isEqualTo(new LayerRotation.Some(flags(8, 0, 1, 2, 4, 5, 6)));
    assertThat(config.rotary(3)).isEqualTo(Optional.empty());
    assertThat(config.rotary(4)).contains(new Rotary(2e6, RopeScaling.NONE, 6));
  }

  @Test
  void layersOfSmollm3() {
    assertThat(read("smollm3", "'num_key_value_heads': null").kvHeads()).isEqualTo(8);
    assertThat(read("smollm3", "'no_rope_layer_interval': 3").variations().rotation())
        .isEqualTo(new LayerRotation.Some(flags(8, 0, 1, 3, 4, 6, 7)));
    assertThat(
            read("smollm3", "'no_rope_layers': [0, 1, 1, 1, 1, 1, 1, 0], 'no_rope_layer_interval': 0")
                .variations()
                .rotation())
        .isEqualTo(new LayerRotation.Some(flags(8, 1, 2, 3, 4, 5, 6)));
    assertThat(read("smollm3", "'no_rope_layers': [1, 1, 1, 1, 1, 1, 1, 1]").variations().rotation())
        .isEqualTo(LayerRotation.ALL);
    String slides = "'use_sliding_window': true, 'sliding_window': 9";
    assertThat(read("smollm3", slides).window()).as("without positions").isEqualTo(window(9, 3, 7));
    assertThat(read("smollm3", "'use_sliding_window': true").window())
        .as("no length is given")
        .isEqualTo(AttentionWindow.FULL);
  }

  @Test
  void gemma3Unasked() {
    DecoderConfig config = read("gemma3_text");
    assertThat(config.ropeTheta()).isEqualTo(1e6);
    assertThat(config.tiedHead()).isTrue();
    assertThat(config.kvHeads()).isEqualTo(4);
    assertThat(config.headDim()).isEqualTo(256);
    assertThat(config.maxPositions()).isEqualTo(131_072);
    assertThat(config.window()).isEqualTo(window(4096, 0, 1, 2, 3, 4, 6, 7));
    assertThat(config.multipliers())
        .isEqualTo(
            new Multipliers(
                new EmbeddingScale.RootOfWidth(), new ScoreScale.OfWidth(256), 1, 1));
    assertThat(config.rotary(0)).contains(new Rotary(10_000, RopeScaling.NONE, 256));
    assertThat(config.rotary(5)).contains(new Rotary(1e6, RopeScaling.NONE, 256));
  }

  /** In all layouts; what is given for all layers is that of those that see everything. */
  @Test
  void rotationsOfGemma3() {
    Rotary full = new Rotary(5, new RopeScaling.Linear(8), 256);
    for (String layout :
        List.of(
            "'rope_theta': 5, 'rope_local_base_freq': 7,"
                + " 'rope_scaling': {'type': 'linear', 'factor': 8}",
            "'rope_parameters': {'full_attention': {'rope_type': 'linear', 'factor': 8,"
                + " 'rope_theta': 5}, 'sliding_attention': {'rope_type': 'default',"
                + " 'rope_theta': 7}}",
            "'rope_local_base_freq': 7,"
                + " 'rope_parameters': {'rope_theta': 5, 'rope_type': 'linear', 'factor': 8}",
            "'rope_theta': 5, 'rope_scaling': {'rope_type': 'linear', 'factor': 8},"
                + " 'rope_parameters': {'full_attention': {'rope_theta': 5},"
                + " 'sliding_attention': {'rope_theta': 7}}")) {
      DecoderConfig config = read("gemma3_text", layout);
      assertThat(config.rotary(5)).as(layout).contains(full);
      assertThat(config.rotary(0)).as(layout).contains(new Rotary(7, RopeScaling.NONE, 256));
    }
    assertThat(
            read(
                    "gemma3_text",
                    "'rope_parameters': {'sliding_attention': {'rope_type': 'linear', 'factor': 2}}")
                .rotary(0))
        .contains(new Rotary(10_000, new RopeScaling.Linear(2), 256));
  }

  @Test
  void windowsOfGemma3() {
    assertThat(read("gemma3_text", "'sliding_window': 9, '_sliding_window_pattern': 2").window())
        .isEqualTo(window(9, 0, 2, 4, 6));
    assertThat(read("gemma3_text", "'sliding_window': 9, 'sliding_window_pattern': 4").window())
        .isEqualTo(window(9, 0, 1, 2, 4, 5, 6));
    assertThat(read("gemma3_text", "'sliding_window': null, 'sliding_window_pattern': 1").window())
        .isEqualTo(AttentionWindow.FULL);
  }

  /** √640 = 25.298; bfloat16 has 8 bits: 25.25. */
  @Test
  void theScaleOfEmbeddingsIsRounded() {
    EmbeddingScale scale = new EmbeddingScale.RootOfWidth();
    assertThat(scale.of(640, DType.BFLOAT16)).isEqualTo(25.25);
    assertThat(scale.of(640, DType.FLOAT32)).isEqualTo((float) Math.sqrt(640));
  }

  /** 1 + w in bfloat16 would be 1 for w = 2⁻⁹. */
  @Test
  void gainsKeepWhatSixteenBitsWouldLose() {
    try (TensorScope scope = new TensorScope()) {
      Tensor weight = Tensor.full(DType.BFLOAT16, 0x1p-9, 256);
      Tensor x = Tensor.full(DType.BFLOAT16, 2, 1, 256); // times r it is 1
      Tensor scaled = NormGain.ONE_PLUS_WEIGHT.norm(x.to(DType.FLOAT32), weight, 1e-12);
      assertThat(scaled.toDoubles()[0]).isCloseTo(1 + 0x1p-9, within(1e-6));
      assertThat(NormGain.ONE_PLUS_WEIGHT.norm(x, weight, 1e-12).dtype()).isEqualTo(DType.BFLOAT16);
    }
  }

  @Test
  void olmoUnasked() {
    DecoderConfig two = read("olmo2");
    assertThat(two.rmsNormEps()).isEqualTo(1e-5);
    assertThat(two.ropeTheta()).isEqualTo(10_000);
    assertThat(two.tiedHead()).isFalse();
    assertThat(two.kvHeads()).isEqualTo(8);
    assertThat(two.qkNorm()).isEqualTo(QkNorm.WHOLE);
    assertThat(two.variations().normPlaces()).isEqualTo(NormPlaces.AFTER);
    assertThat(two.window()).isEqualTo(AttentionWindow.FULL);
    DecoderConfig three = read("olmo3");
    assertThat(three.window()).isEqualTo(window(4096, 0, 1, 2, 4, 5, 6));
    assertThat(three.rotary(0)).contains(new Rotary(500_000, RopeScaling.NONE, 6));
    assertThat(three.rotary(3)).contains(new Rotary(500_000, RopeScaling.NONE, 6));
  }

  /** θ is that of all layers in either layout; what changes frequencies is for the full ones. */
  @Test
  void rotationsOfOlmo3() {
    Rotary full = new Rotary(5, new RopeScaling.Linear(8), 6);
    for (String layout :
        List.of(
            "'rope_theta': 5, 'rope_scaling': {'type': 'linear', 'factor': 8}",
            "'rope_parameters': {'rope_theta': 5, 'rope_type': 'linear', 'factor': 8}",
            "'rope_parameters': {'full_attention': {'rope_type': 'linear', 'factor': 8,"
                + " 'rope_theta': 5}, 'sliding_attention': {'rope_theta': 5}}")) {
      DecoderConfig config = read("olmo3", layout);
      assertThat(config.rotary(3)).as(layout).contains(full);
      assertThat(config.rotary(0)).as(layout).contains(new Rotary(5, RopeScaling.NONE, 6));
    }
  }

  @Test
  void multipliersOfGranite() {
    assertThat(read("granite").multipliers())
        .as("the scores' is 1 unasked, not 1/√headDim")
        .isEqualTo(
            new Multipliers(new EmbeddingScale.Factor(1), new ScoreScale.Factor(1), 1, 1));
    assertThat(
            read(
                    "granite",
                    "'embedding_multiplier': 12, 'attention_multiplier': 0.015625,"
                        + " 'residual_multiplier': 0.22, 'logits_scaling': 8")
                .multipliers())
        .isEqualTo(
            new Multipliers(
                new EmbeddingScale.Factor(12), new ScoreScale.Factor(0.015625), 0.22, 8));
    assertThat(new ScoreScale.Factor(0.015625).overUsual(64)).isEqualTo(0.125);
    assertThat(new ScoreScale.OfWidth(256).overUsual(64)).isEqualTo(0.5);
  }

  @Test
  void phi3() {
    DecoderConfig unasked = read("phi3");
    assertThat(unasked.rmsNormEps()).isEqualTo(1e-5);
    assertThat(unasked.maxPositions()).isEqualTo(4096);
    assertThat(unasked.window()).isEqualTo(AttentionWindow.FULL);
    assertThat(read("phi3", "'sliding_window': 9").window())
        .isEqualTo(AttentionWindow.ofAll(9, 8));
    Rotary part = new Rotary(10_000, RopeScaling.NONE, 12);
    for (String layout :
        List.of(
            "'head_dim': 16, 'partial_rotary_factor': 0.75",
            "'head_dim': 16, 'partial_rotary_factor': 0.75,"
                + " 'rope_parameters': {'partial_rotary_factor': 0.75, 'rope_type': 'default'}",
            "'head_dim': 16, 'rope_parameters': {'partial_rotary_factor': 0.75}")) {
      assertThat(read("phi3", layout).rotary(0)).as(layout).contains(part);
    }
    assertThat(
            ParameterLayout.of(unasked).parts().stream()
                .map(ParameterLayout.Part::name)
                .filter(name -> name.contains("layers.3") && name.endsWith("_proj.weight")))
        .containsExactly(
            "model.layers.3.self_attn.qkv_proj.weight",
            "model.layers.3.self_attn.o_proj.weight",
            "model.layers.3.mlp.gate_up_proj.weight",
            "model.layers.3.mlp.down_proj.weight");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "smollm3 | 'no_rope_layers': [1, 0] | no_rope_layers must have an entry for each of 8 layers",
        "smollm3 | 'no_rope_layers': 'all' | no_rope_layers must be a list of integers",
        "smollm3 | 'no_rope_layer_interval': 0 | no_rope_layer_interval must be ≥ 1",
        "gemma3_text | 'query_pre_attn_scalar': 0 | query_pre_attn_scalar must be > 0",
        "gemma3_text | 'sliding_window': null | sliding_window must be given where layers slide: layer 0 does",
        "gemma3_text | 'final_logit_softcapping': 30.0 | final_logit_softcapping is 30.0: that is another model",
        "gemma3_text | 'attn_logit_softcapping': 50.0 | attn_logit_softcapping is 50.0: that is another model",
        "gemma3_text | 'use_bidirectional_attention': true | use_bidirectional_attention is true",
        "gemma3_text | 'hidden_activation': 'silu' | hidden_activation must be gelu_pytorch_tanh, was silu",
        "gemma3_text | 'hidden_act': 'gelu' | hidden_act must be gelu_pytorch_tanh, was gelu",
        "gemma3_text | 'rope_local_base_freq': 1 | rope_theta of layers with a window must be > 1, was 1.0",
        "gemma3_text | 'rope_parameters': {'full_attention': 5} | full_attention must be a block of keys",
        "gemma3_text | 'rope_scaling': {'type': 'linear', 'factor': 2}, 'rope_parameters': {'full_attention': {'factor': 4}} | factor is 4 and",
        "smollm3 | 'rope_parameters': {'full_attention': {'rope_theta': 5}} | rotary scaling of its own for each kind of layer",
        "olmo2 | 'clip_qkv': 8 | clip_qkv is 8",
        "olmo2 | 'layer_types': ['sliding_attention'] | layer_types with another kind than full_attention",
        "olmo3 | 'sliding_window': null | sliding_window must be given where layers slide",
        "olmo3 | 'rope_parameters': {'sliding_attention': {'partial_rotary_factor': 0.5}} | partial_rotary_factor must be 1",
        "granite | 'attention_multiplier': 0 | attention_multiplier must be > 0",
        "granite | 'logits_scaling': -8 | logits_scaling must be > 0",
        "granite | 'residual_multiplier': 'x' | residual_multiplier must be a number",
        "granite | 'num_local_experts': 8 | layers with several experts are not supported",
        "phi3 | 'partial_rotary_factor': 0.5 | partial_rotary_factor must be above 0, at most 1 and make an even part",
        "phi3 | 'partial_rotary_factor': 2 | partial_rotary_factor must be above 0, at most 1",
        "phi3 | 'partial_rotary_factor': 0 | partial_rotary_factor must be above 0, at most 1",
        "phi3 | 'partial_rotary_factor': 1, 'rope_parameters': {'partial_rotary_factor': 0.75} | partial_rotary_factor is 1 and rope_parameters.partial_rotary_factor is 0.75",
        "phi3 | 'rope_scaling': {'type': 'longrope', 'short_factor': [1], 'long_factor': [2]} | rope_scaling of type longrope is not supported",
        "phi3 | 'rope_scaling': {'type': 'yarn', 'factor': 2} | rope_scaling of type yarn, by which a phi3 model means longrope",
        "llama | 'query_pre_attn_scalar': 64 | query_pre_attn_scalar is 64: that is another model",
      })
  void whatCannotBeIsRefused(String family, String changes, String complaint) {
    assertThatThrownBy(() -> read(family, changes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }
}
