package io.didact.model.decoder;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys of a {@code config.json} that its family does not read. Those that make another model of
 * it are refused; those that change nothing pass; of all others there is a remark.
 */
final class ForeignKeys {
  /** Key → what it may be besides null; with anything else other numbers come out. */
  private static final JsonNode REFUSED_UNLESS =
      json(
          """
          {"is_causal": true, "causal": true, "use_causal_mask": true, "is_encoder_decoder": false,
           "add_cross_attention": false, "bidirectional": false, "is_bidirectional": false,
           "use_bidirectional_attention": false, "prefix_lm": false, "use_alibi": false,
           "alibi": false, "position_embedding_type": "rope", "use_rope": true,
           "attn_logit_softcapping": null, "final_logit_softcapping": null,
           "logit_softcapping": null, "logits_soft_cap": null, "attn_logit_softcap": null,
           "query_pre_attn_scalar": null, "attention_multiplier": null, "attn_scale": null,
           "embedding_multiplier": 1, "residual_multiplier": 1, "logits_scaling": 1,
           "logit_scale": 1, "logits_scale": 1, "lm_head_multiplier": 1, "key_multiplier": 1,
           "attention_in_multiplier": 1, "attention_out_multiplier": 1, "mlp_multipliers": null,
           "scale_emb": 1, "scale_depth": null, "dim_model_base": null, "embedding_scale": 1,
           "scale_embedding": false, "normalize_embedding": false, "mup_enabled": false,
           "use_mup": false, "mup": false, "mup_width_scale": 1, "mup_width_multiplier": 1,
           "mup_attn_multiplier": 1, "mup_embedding_multiplier": 1, "mup_use_scaling": false,
           "width_multiplier": 1, "depth_multiplier": 1,
           "rotary_pct": 1, "rotary_percent": 1, "rotary_dim": null, "rope_pct": 1,
           "rotary_base": null, "rotary_emb_base": null, "rope_base": null,
           "rope_local_base_freq": null, "rope_interleaved": false, "rope_interleave": false,
           "no_rope_layers": [], "no_rope_layer_interval": 0, "use_nope": false,
           "nope_layer_interval": 0, "use_mrope": false, "mrope_section": null,
           "clip_qkv": null, "qkv_clip": null, "use_parallel_residual": false,
           "parallel_residual": false, "parallel_attn": false, "parallel_attn_mlp_res": false,
           "use_post_norm": false, "post_norm": false, "sandwich_norm": false,
           "norm_after": false, "apply_layernorm_1p": false, "add_unit_offset": false,
           "layernorm_zero_centered_gamma": false, "zero_centered_gamma": false,
           "norm_type": "rmsnorm", "normalization": "rmsnorm", "use_layer_norm": false,
           "attention_chunk_size": null, "attention_window_size": null, "local_attention": null,
           "attention_window": null, "global_attn_every_n_layers": null,
           "sliding_window_pattern": null, "layers_block_type": null, "block_types": null,
           "attention_type": "full", "kv_lora_rank": null, "q_lora_rank": null,
           "attn_temperature_tuning": false, "use_attention_sinks": false, "layer_scale": null,
           "num_kv_shared_layers": 0, "tie_layers": false, "cross_layer_sharing": false,
           "num_loops": 1, "pruned_heads": {}, "text_config": null, "llm_config": null,
           "language_config": null, "vision_config": null, "audio_config": null,
           "speech_config": null, "thinker_config": null, "encoder": null, "decoder": null}
          """);

  /** Of families without norms on queries and keys: they may have norms without weights. */
  private static final List<String> QK_NORMS = List.of("qk_norm", "use_qk_norm", "qk_layernorm");

  /** Other names of keys that are read: both must say the same. */
  private static final JsonNode OTHER_NAMES =
      json(
          """
          {"n_layer": "num_hidden_layers", "n_layers": "num_hidden_layers",
           "num_layers": "num_hidden_layers", "n_head": "num_attention_heads",
           "n_heads": "num_attention_heads", "num_heads": "num_attention_heads",
           "n_embd": "hidden_size", "d_model": "hidden_size", "dim": "hidden_size",
           "n_kv_heads": "num_key_value_heads", "num_kv_heads": "num_key_value_heads",
           "multi_query_group_num": "num_key_value_heads", "kv_channels": "head_dim",
           "ffn_hidden_size": "intermediate_size", "hidden_dim": "intermediate_size",
           "ffn_dim": "intermediate_size", "n_inner": "intermediate_size",
           "layer_norm_eps": "rms_norm_eps", "layernorm_epsilon": "rms_norm_eps",
           "layer_norm_epsilon": "rms_norm_eps", "norm_eps": "rms_norm_eps",
           "norm_epsilon": "rms_norm_eps", "padded_vocab_size": "vocab_size"}
          """);

  /** Key → with what it is harmless; with anything else there is a remark. */
  private static final JsonNode HARMLESS_WHEN =
      json(
          """
          {"attention_dropout": 0, "hidden_dropout": 0, "attn_pdrop": 0, "embd_pdrop": 0,
           "resid_pdrop": 0, "residual_dropout": 0, "hidden_dropout_prob": 0,
           "attention_probs_dropout_prob": 0, "classifier_dropout": 0,
           "num_nextn_predict_layers": 0, "attention_bias": false, "mlp_bias": false,
           "qkv_bias": true, "use_qkv_bias": true, "tie_encoder_decoder": false,
           "use_sliding_window": false, "is_llama_config": true, "rope_scaling_factor": 1}
          """);

  /** What tools write of themselves, of training, and of sampling, which is set elsewhere. */
  private static final Set<String> HARMLESS =
      Set.of(
          """
          _name_or_path transformers_version use_cache initializer_range bos_token_id pad_token_id
          sep_token_id cls_token_id unk_token_id decoder_start_token_id pretraining_tp torchscript
          output_attentions output_hidden_states output_scores return_dict
          return_dict_in_generate chunk_size_feed_forward task_specific_params finetuning_task
          tokenizer_class prefix problem_type use_bfloat16 is_decoder temperature top_k top_p
          min_p typical_p repetition_penalty length_penalty no_repeat_ngram_size
          encoder_no_repeat_ngram_size bad_words_ids num_return_sequences num_beams
          num_beam_groups diversity_penalty early_stopping max_length min_length do_sample
          max_new_tokens suppress_tokens begin_suppress_tokens forced_bos_token_id
          forced_eos_token_id remove_invalid_values exponential_decay_length_penalty
          tf_legacy_loss cross_attention_hidden_size unsloth_version unsloth_fixed
          transformers.js_config _attn_implementation attn_implementation
          _attn_implementation_autoset _attn_implementation_internal _flash_attn_2_enabled
          gradient_checkpointing max_window_layers cache_implementation
          """
              .strip()
              .split("\\s+"));

  private ForeignKeys() {}

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  /** Complains of what is refused and remarks on what is not known, once all else was read. */
  static void check(ConfigJson in) {
    REFUSED_UNLESS.properties().stream()
        .filter(each -> !in.isAsked(each.getKey())) // what the family reads is its own
        .forEach(each -> requireNeutral(in, each.getKey(), each.getValue()));
    for (Map.Entry<String, JsonNode> each : OTHER_NAMES.properties()) {
      JsonNode value = in.value(each.getKey());
      String key = each.getValue().stringValue();
      if (in.isGiven(each.getKey()) && !ConfigJson.same(value, in.value(key))) {
        in.complain(
            each.getKey()
                + " is "
                + value
                + " and "
                + key
                + " "
                + said(in, key)
                + ": delete what is not the model's");
      }
    }
    JsonNode type = in.value("dtype");
    if (in.isGiven("dtype") && in.isGiven("torch_dtype") && !type.equals(in.value("torch_dtype"))) {
      in.remark(
          "dtype is "
              + type
              + " and torch_dtype is "
              + in.value("torch_dtype")
              + ": neither is read, weights have the type that their files say");
    }
    if (in.isGiven("auto_map")) {
      in.remark(
          "auto_map names code that comes with the model: it is not run, and what it does"
              + " differently is not done");
    }
    in.value("torch_dtype");
    HARMLESS_WHEN.properties().stream()
        .filter(each -> ConfigJson.same(each.getValue(), in.peek(each.getKey())))
        .forEach(each -> in.value(each.getKey()));
    List<String> unknown = in.unread().stream().filter(key -> !HARMLESS.contains(key)).toList();
    if (!unknown.isEmpty()) {
      in.remark(
          "not read: "
              + Complaints.join(unknown)
              + "; where one of them asks for something of its own, that is not done");
    }
  }

  private static String said(ConfigJson in, String key) {
    return in.isGiven(key) ? "is " + in.value(key) : "is not given";
  }

  private static void requireNeutral(ConfigJson in, String key, JsonNode neutral) {
    JsonNode value = in.value(key);
    if (in.isGiven(key) && !ConfigJson.same(value, neutral)) {
      in.complain(
          key
              + " is "
              + value
              + ": that is another model, which is not supported"
              + (neutral.isNull() ? "" : "; it must be " + neutral + " or absent"));
    }
  }

  /** Complains of norms that a family does not have. */
  static void refuseQkNorm(ConfigJson in) {
    for (String key : QK_NORMS) {
      requireNeutral(in, key, JsonMapper.shared().getNodeFactory().booleanNode(false));
    }
  }
}
