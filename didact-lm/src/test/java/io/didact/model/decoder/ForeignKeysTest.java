package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Keys with two homes, keys of other models, and keys that nobody knows. */
class ForeignKeysTest {
  private static ObjectNode json(String family, String changes) {
    ObjectNode json =
        (ObjectNode)
            JsonMapper.shared()
                .readTree(
                    """
                    {"vocab_size": 30, "hidden_size": 24, "intermediate_size": 40,
                     "num_hidden_layers": 4, "num_attention_heads": 4,
                     "max_position_embeddings": 512}
                    """);
    json.put("model_type", family);
    json.setAll((ObjectNode) JsonMapper.shared().readTree("{" + changes.replace('\'', '"') + "}"));
    return json;
  }

  private static List<String> remarks(String family, String changes) {
    List<String> remarks = new ArrayList<>();
    DecoderConfig.fromJson(json(family, changes), remarks);
    return remarks;
  }

  /** θ 1e6 from the one block, yarn from the other; 10,000 would be neither's. */
  @Test
  void bothBlocksOfRotaryPositionsAreRead() {
    DecoderConfig config =
        DecoderConfig.fromJson(
            json(
                "llama",
                """
                'rope_scaling': {'type': 'yarn', 'factor': 4,
                                 'original_max_position_embeddings': 128},
                'rope_parameters': {'rope_theta': 1000000, 'rope_type': 'yarn', 'factor': 4.0}
                """));
    assertThat(config.ropeTheta()).isEqualTo(1e6);
    assertThat(config.ropeScaling())
        .isInstanceOfSatisfying(
            YarnScaling.class, yarn -> assertThat(yarn.originalPositions()).isEqualTo(128));
    assertThat(
            DecoderConfig.fromJson(
                    json(
                        "qwen2",
                        "'rope_scaling': null, 'rope_theta': 5, 'rope_parameters': {'rope_theta': 5}"))
                .ropeTheta())
        .isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'rope_scaling': {'rope_theta': 5}, 'rope_parameters': {'rope_theta': 7} | rope_scaling.rope_theta is 5 and rope_parameters.rope_theta is 7",
        "'rope_scaling': {'type': 'linear', 'factor': 2}, 'rope_parameters': {'factor': 4} | rope_scaling.factor is 2 and rope_parameters.factor is 4",
        "'rope_scaling': {'rope_type': 'linear', 'factor': 2}, 'rope_parameters': {'rope_type': 'default'} | rope_type is",
        "'rope_scaling': {'rope_type': 'linear', 'type': 'yarn', 'factor': 2} | rope_type is linear and type is yarn",
        "'rope_scaling': {'type': 'linear', 'factor': 2}, 'rope_parameters': {'full_attention': {'rope_theta': 5}} | for each kind of layer",
        "'original_max_position_embeddings': 64, 'rope_scaling': {'type': 'yarn', 'factor': 2, 'original_max_position_embeddings': 128} | original_max_position_embeddings is 64",
        "'rope_scaling': {'type': 'default', 'mrope_section': [1, 1, 1]} | several dimensions",
        "'rms_norm_eps': 1e-6, 'layer_norm_eps': 1e-5 | layer_norm_eps is",
        "'n_layer': 5 | n_layer is 5 and num_hidden_layers is 4",
        "'num_kv_heads': 2 | num_kv_heads is 2",
        "'hidden_act': 'silu', 'hidden_activation': 'gelu' | hidden_activation must be silu",
      })
  void twoHomesThatDifferAreRefused(String changes, String complaint) {
    assertThatThrownBy(() -> DecoderConfig.fromJson(json("llama", changes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void twoHomesOfWhichTheModelsOwnIsTaken() {
    assertThat(remarks("llama", "'rope_theta': 5, 'rope_parameters': {'rope_theta': 7}"))
        .singleElement()
        .asString()
        .contains("7.0, which is taken");
    assertThat(remarks("qwen2", "'dtype': 'float32', 'torch_dtype': 'bfloat16'"))
        .singleElement()
        .asString()
        .contains("torch_dtype");
    assertThat(
            remarks(
                "qwen2",
                """
                'use_sliding_window': true, 'sliding_window': 8, 'max_window_layers': 2,
                'layer_types': ['full_attention', 'full_attention', 'full_attention',
                                'sliding_attention']
                """))
        .singleElement()
        .asString()
        .contains("layer_types is taken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'is_causal': false",
        "'is_encoder_decoder': true",
        "'use_bidirectional_attention': true",
        "'attn_logit_softcapping': 50.0",
        "'final_logit_softcapping': 30",
        "'residual_multiplier': 0.22",
        "'logits_scaling': 8",
        "'mup_enabled': true",
        "'scale_emb': 12",
        "'partial_rotary_factor': 0.5",
        "'rotary_pct': 0.25",
        "'rope_interleaved': true",
        "'no_rope_layers': [1, 0]",
        "'use_qk_norm': true",
        "'clip_qkv': 8",
        "'text_config': {'hidden_size': 24}",
        "'vision_config': {}",
        "'kv_lora_rank': 512",
        "'num_experts_per_tok': 2",
        "'layer_types': ['sliding_attention']",
        "'architectures': ['LlamaForSequenceClassification']",
        "'architectures': ['LlamaForTokenClassification']",
        "'architectures': ['LlamaBidirectionalModel']",
        "'architectures': ['LlamaForRewardModel']",
        "'architectures': ['LlamaModel']",
        "'architectures': ['Qwen2ForCausalLM']",
        "'architectures': ['LlamaForCausalLMEagle']"
      })
  void anotherModelIsRefused(String changes) {
    assertThatThrownBy(() -> DecoderConfig.fromJson(json("llama", changes)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'auto_map': {'AutoModelForCausalLM': 'modeling_x.XForCausalLM'} | auto_map",
        "'num_nextn_predict_layers': 1 | num_nextn_predict_layers",
        "'attention_dropout': 0.1 | attention_dropout",
        "'dual_chunk_attention_config': {'chunk_size': 262144} | dual_chunk_attention_config",
        "'sliding_window': 4096 | sliding_window",
        "'max_seq_len': 99 | max_seq_len",
        "'rope_scaling': {'rope_type': 'linear', 'factor': 2, 'beta_fast': 3} | beta_fast",
        "'architectures': ['LlamaForCausalLM', 'LlamaModel'] | loaded as LlamaForCausalLM",
      })
  void whatMayMatterIsRemarked(String changes, String key) {
    assertThat(remarks("llama", changes)).singleElement().asString().contains(key);
  }

  /** What released models have, with other numbers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "qwen2 | 'architectures': ['Qwen2ForCausalLM'], 'attention_dropout': 0.0, 'bos_token_id': 1, 'eos_token_id': 2, 'hidden_act': 'silu', 'initializer_range': 0.02, 'max_window_layers': 3, 'num_key_value_heads': 2, 'rms_norm_eps': 1e-06, 'rope_theta': 1000000.0, 'sliding_window': 128, 'tie_word_embeddings': true, 'torch_dtype': 'bfloat16', 'transformers_version': '4.43.1', 'use_cache': true, 'use_sliding_window': false, 'use_mrope': false",
        "qwen3 | 'architectures': ['Qwen3ForCausalLM'], 'attention_bias': false, 'attention_dropout': 0.0, 'head_dim': 6, 'max_window_layers': 28, 'rope_scaling': null, 'sliding_window': null, 'use_sliding_window': false, 'torch_dtype': 'bfloat16', 'use_cache': true",
        "qwen3 | 'architectures': ['Qwen3ForCausalLM'], 'dtype': 'bfloat16', 'layer_types': ['full_attention', 'full_attention', 'full_attention', 'full_attention'], 'rope_parameters': {'rope_theta': 1000000, 'rope_type': 'default'}, 'pad_token_id': null",
        "llama | 'architectures': ['LlamaForCausalLM'], 'attention_bias': false, 'mlp_bias': false, 'pretraining_tp': 1, 'eos_token_id': [1, 2], 'rope_scaling': {'factor': 8.0, 'high_freq_factor': 4.0, 'low_freq_factor': 1.0, 'original_max_position_embeddings': 64, 'rope_type': 'llama3'}, 'use_cache': true",
        "llama | 'architectures': ['LlamaForCausalLM'], 'is_llama_config': true, 'rope_interleaved': false, 'transformers.js_config': {'dtype': 'q4'}, 'rope_scaling': null, '_name_or_path': 'x', 'unsloth_fixed': true",
        "mistral | 'architectures': ['MistralForCausalLM'], 'sliding_window': 64, 'attention_dropout': 0.0, 'head_dim': 6, 'use_cache': true",
      })
  void releasedModelsGiveNoRemark(String family, String changes) {
    assertThat(remarks(family, changes)).isEmpty();
  }
}
