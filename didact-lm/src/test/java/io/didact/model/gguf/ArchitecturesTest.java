package io.didact.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What keys and tensors of small files become, and what is refused. */
class ArchitecturesTest {
  private static GgufFile read(GgufBytes bytes) throws IOException {
    return GgufFile.read(bytes.source());
  }

  private static JsonNode config(GgufBytes bytes) throws IOException {
    GgufFile file = read(bytes);
    return Architectures.of(file).config(file);
  }

  /** The keys that a config.json has beside those of all architectures. */
  private static void has(JsonNode config, String wanted) {
    for (Map.Entry<String, JsonNode> each : JsonMapper.shared().readTree(wanted).properties()) {
      assertThat(config.path(each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
    }
  }

  private static GgufBytes withEmbedding(GgufBytes bytes) {
    return TinyGguf.matrix(bytes, "token_embd.weight", 5, 4);
  }

  private static void refused(GgufBytes bytes, String... said) throws IOException {
    GgufFile file = read(bytes);
    assertThatThrownBy(() -> GgufModel.check(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("f: ")
        .hasMessageContainingAll(said);
  }

  private static GgufBytes completeLlama(GgufBytes bytes) {
    return TinyGguf.llamaTensors(TinyGguf.withTokens(bytes))
        .tensor("blk.0.ffn_norm.weight", TinyGguf.counting(4), 4);
  }

  @Test
  void aLlama() throws IOException {
    GgufBytes bytes = completeLlama(TinyGguf.keys("llama"));
    has(
        config(bytes),
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
         "hidden_size": 4, "intermediate_size": 6, "num_hidden_layers": 1,
         "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 2,
         "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
         "vocab_size": 5, "tie_word_embeddings": true, "attention_bias": false,
         "mlp_bias": false, "eos_token_id": 4}
        """);
    assertThat(GgufModel.check(read(bytes))).isEmpty();
  }

  /**
   * Heads of 4 rows: the file's rows 0, 1, 2, 3 rotate as pairs (0, 1) and (2, 3); elsewhere as (0,
   * 2) and (1, 3). So the file's are in order 0, 2, 1, 3; row r of four columns begins with 4r.
   */
  @Test
  void rowsOfALlamaAreBroughtBack() throws IOException {
    GgufFile file =
        read(
            TinyGguf.matrix(
                withEmbedding(TinyGguf.keys("llama")).put("llama.attention.key_length", 4),
                "blk.0.attn_q.weight",
                8,
                4));
    ConvertedTensor q = Architectures.of(file).tensors(file).get(1);
    assertThat(q.name()).isEqualTo("model.layers.0.self_attn.q_proj.weight");
    StringBuilder rows = new StringBuilder();
    TensorValues.each(
        file,
        q,
        (values, count) -> {
          assertThat(count).isEqualTo(16); // a head at a time
          for (int row = 0; row < 4; row++) {
            rows.append((int) (values[4 * row] / 4)).append(' ');
          }
        });
    assertThat(rows).hasToString("0 2 1 3 4 6 5 7 ");
  }

  @Test
  void aQwen2() throws IOException {
    GgufBytes bytes =
        completeLlama(TinyGguf.keys("qwen2").put("qwen2.rope.freq_base", 1e6f))
            .tensor("blk.0.attn_q.bias", TinyGguf.counting(4), 4)
            .tensor("blk.0.attn_k.bias", TinyGguf.counting(2), 2)
            .tensor("blk.0.attn_v.bias", TinyGguf.counting(2), 2)
            .tensor("output.weight", TinyGguf.counting(20), 5, 4);
    has(
        config(bytes),
        """
        {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu",
         "rope_theta": 1000000.0, "tie_word_embeddings": false, "use_sliding_window": false}
        """);
    assertThat(GgufModel.check(read(bytes))).isEmpty();
    GgufFile file = read(bytes);
    List<ConvertedTensor> tensors = Architectures.of(file).tensors(file);
    assertThat(tensors).allMatch(each -> each.headRows() == 0 && !each.minusOne());
    assertThat(tensors.stream().map(ConvertedTensor::name))
        .contains("model.layers.0.self_attn.k_proj.bias", "lm_head.weight");
  }

  @Test
  void aQwen3() throws IOException {
    GgufBytes bytes =
        completeLlama(TinyGguf.keys("qwen3"))
            .tensor("blk.0.attn_q_norm.weight", TinyGguf.counting(2), 2)
            .tensor("blk.0.attn_k_norm.weight", TinyGguf.counting(2), 2);
    has(
        config(bytes),
        """
        {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "attention_bias": false}
        """);
    assertThat(GgufModel.check(read(bytes))).isEmpty();
  }

  @Test
  void aGemma3() throws IOException {
    GgufBytes bytes =
        withEmbedding(TinyGguf.keys("gemma3"))
            .put("gemma3.attention.sliding_window", 12)
            .array("gemma3.attention.sliding_window_pattern", 7, 1, new byte[] {1})
            .put("gemma3.final_logit_softcapping", 30f)
            .tensor("blk.0.ffn_norm.weight", new float[] {1, 2, 0.5f, 1}, 4);
    has(
        config(bytes),
        """
        {"architectures": ["Gemma3ForCausalLM"], "model_type": "gemma3_text",
         "hidden_activation": "gelu_pytorch_tanh", "query_pre_attn_scalar": 2,
         "sliding_window": 12, "layer_types": ["sliding_attention"], "rope_theta": 1000000.0,
         "rope_local_base_freq": 10000.0, "final_logit_softcapping": 30.0}
        """);
    GgufFile file = read(bytes);
    ConvertedTensor norm = Architectures.of(file).tensors(file).get(1);
    assertThat(norm.name()).isEqualTo("model.layers.0.pre_feedforward_layernorm.weight");
    TensorValues.each(
        file, norm, (values, count) -> assertThat(values).containsExactly(0, 1, -0.5f, 0));
  }

  @Test
  void aSmollm3() throws IOException {
    has(
        config(withEmbedding(TinyGguf.keys("smollm3"))),
        """
        {"architectures": ["SmolLM3ForCausalLM"], "model_type": "smollm3",
         "no_rope_layer_interval": 4, "no_rope_layers": [1], "use_sliding_window": false}
        """);
  }

  @Test
  void olmo2AndOlmo3() throws IOException {
    GgufBytes bytes =
        withEmbedding(TinyGguf.keys("olmo2"))
            .tensor("blk.0.post_attention_norm.weight", TinyGguf.counting(4), 4)
            .tensor("blk.0.post_ffw_norm.weight", TinyGguf.counting(4), 4);
    has(config(bytes), "{\"architectures\": [\"Olmo2ForCausalLM\"], \"model_type\": \"olmo2\"}");
    GgufFile file = read(bytes);
    assertThat(
            Architectures.of(file).tensors(file).stream()
                .map(ConvertedTensor::name)
                .collect(Collectors.toSet()))
        .contains(
            "model.layers.0.post_attention_layernorm.weight",
            "model.layers.0.post_feedforward_layernorm.weight");
    has(
        config(bytes.put("olmo2.attention.sliding_window", 7)),
        """
        {"architectures": ["Olmo3ForCausalLM"], "model_type": "olmo3", "sliding_window": 7,
         "layer_types": ["sliding_attention"]}
        """);
  }

  @Test
  void aGranite() throws IOException {
    has(
        config(
            withEmbedding(TinyGguf.keys("granite"))
                .put("granite.attention.scale", 0.11f)
                .put("granite.embedding_scale", 12f)
                .put("granite.residual_scale", 0.22f)
                .put("granite.logit_scale", 8f)),
        """
        {"architectures": ["GraniteForCausalLM"], "model_type": "granite",
         "attention_multiplier": 0.11, "embedding_multiplier": 12.0,
         "residual_multiplier": 0.22, "logits_scaling": 8.0}
        """);
  }

  @Test
  void aPhi3() throws IOException {
    GgufBytes bytes =
        TinyGguf.matrix(
            TinyGguf.matrix(
                withEmbedding(TinyGguf.keys("phi3"))
                    .put("phi3.attention.key_length", 4)
                    .put("phi3.attention.value_length", 4)
                    .put("phi3.rope.dimension_count", 3)
                    .put("phi3.attention.sliding_window", 0)
                    .put("phi3.rope.scaling.original_context_length", 32),
                "blk.0.attn_qkv.weight",
                16,
                4),
            "blk.0.ffn_up.weight",
            12,
            4);
    has(
        config(bytes),
        """
        {"architectures": ["Phi3ForCausalLM"], "model_type": "phi3",
         "partial_rotary_factor": 0.75, "original_max_position_embeddings": 32,
         "sliding_window": null}
        """);
    GgufFile file = read(bytes);
    assertThat(Architectures.of(file).tensors(file).stream().map(ConvertedTensor::name))
        .containsExactly(
            "model.embed_tokens.weight",
            "model.layers.0.self_attn.qkv_proj.weight",
            "model.layers.0.mlp.gate_up_proj.weight");
    bytes
        .tensor("rope_factors_long.weight", new float[] {1, 4.5f}, 2)
        .tensor("rope_factors_short.weight", new float[] {1, 1.1f}, 2);
    has(
        config(bytes),
        """
        {"rope_scaling": {"type": "longrope", "long_factor": [1.0, 4.5], "short_factor": [1.0, 1.1]}}
        """);
  }

  @Test
  void scalingOfRotaryPositions() throws IOException {
    has(
        config(
            withEmbedding(TinyGguf.keys("qwen2"))
                .put("qwen2.rope.scaling.type", "yarn")
                .put("qwen2.rope.scaling.factor", 4f)
                .put("qwen2.rope.scaling.original_context_length", 16)),
        """
        {"rope_scaling": {"rope_type": "yarn", "factor": 4.0,
         "original_max_position_embeddings": 16}}
        """);
    has(
        config(withEmbedding(TinyGguf.keys("llama")).put("llama.rope.scale_linear", 2f)),
        "{\"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 2.0}}");
    refused(
        withEmbedding(TinyGguf.keys("llama")).put("llama.rope.scaling.type", "longrope")
            .put("llama.rope.scaling.factor", 2f),
        "rotary scaling of type longrope is not supported");
    refused(
        withEmbedding(TinyGguf.keys("llama"))
            .tensor("rope_freqs.weight", new float[] {3}, 1),
        "rope_freqs.weight is none of the factors of Llama 3.1");
  }

  @Test
  void whatIsRefused() throws IOException {
    refused(new GgufBytes(), "the key general.architecture is missing");
    refused(
        TinyGguf.keys("mamba"), "the architecture mamba is not supported; supported are llama, qwen2");
    refused(
        completeLlama(TinyGguf.keys("llama").put("general.type", "adapter")),
        "general.type is adapter");
    refused(TinyGguf.keys("llama"), "the tensor token_embd.weight is missing");
    refused(
        completeLlama(TinyGguf.keys("llama").put("llama.expert_count", 8)),
        "llama.expert_count is 8, which is not supported");
    refused(
        completeLlama(TinyGguf.keys("llama").put("llama.attention.causal", false)),
        "attention.causal is false");
    refused(
        completeLlama(TinyGguf.keys("llama").put("llama.attention.value_length", 4)),
        "keys and values of different widths");
    refused(
        completeLlama(TinyGguf.keys("llama").put("llama.rope.dimension_count", 1)),
        "1 of 2 numbers of a head are rotated");
    refused(
        TinyGguf.matrix(completeLlama(TinyGguf.keys("llama")), "blk.0.ffn_gate_exps.weight", 2, 4),
        "tensors that no llama has: blk.0.ffn_gate_exps.weight");
    refused(
        TinyGguf.llama(), "model.layers.0.post_attention_layernorm.weight is missing");
  }

  /** What is not known and changes nothing known is told. */
  @Test
  void keysThatNobodyReads() throws IOException {
    assertThat(
            GgufModel.check(
                read(
                    completeLlama(
                        TinyGguf.keys("llama")
                            .put("llama.new_thing", 1)
                            .put("llama.expert_count", 0)
                            .put("llama.vocab_size", 5)))))
        .containsExactly("keys that are not used: llama.new_thing");
  }

  @Test
  void tensorsOfATypeThatIsNotRead() throws IOException {
    GgufBytes bytes = TinyGguf.withTokens(TinyGguf.keys("llama"));
    bytes.info("token_embd.weight", 10, 0, 1, 256).data(new byte[84]);
    refused(bytes, "tensors of types that are not read: token_embd.weight Q2_K; read are F32, F16");
  }
}
