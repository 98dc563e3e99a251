package io.didact.model.gguf;

import io.didact.model.decoder.Complaints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An architecture of llama.cpp: what its keys say in a {@code config.json}, and what its tensors
 * are called and how they lie there. One class for each, and a line in {@link Architectures}.
 */
abstract class Architecture {
  private static final Map<String, String> TOP =
      Map.of(
          "token_embd.weight", "model.embed_tokens.weight",
          "output_norm.weight", "model.norm.weight",
          "output.weight", "lm_head.weight");

  /** Names of a layer's tensors, as most have them. */
  private static final Map<String, String> USUAL =
      Map.ofEntries(
          Map.entry("attn_norm", "input_layernorm"),
          Map.entry("attn_q", "self_attn.q_proj"),
          Map.entry("attn_k", "self_attn.k_proj"),
          Map.entry("attn_v", "self_attn.v_proj"),
          Map.entry("attn_output", "self_attn.o_proj"),
          Map.entry("attn_q_norm", "self_attn.q_norm"),
          Map.entry("attn_k_norm", "self_attn.k_norm"),
          Map.entry("ffn_norm", "post_attention_layernorm"),
          Map.entry("ffn_gate", "mlp.gate_proj"),
          Map.entry("ffn_up", "mlp.up_proj"),
          Map.entry("ffn_down", "mlp.down_proj"));

  private static final Pattern OF_LAYER =
      Pattern.compile("blk\\.(\\d{1,6})\\.(\\w+)\\.(weight|bias)");

  static final String EMBEDDING = "token_embd.weight";

  private final String name;

  /**
   * @param name as {@code general.architecture} has it
   */
  Architecture(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  /** Adds what the architecture's {@code config.json} has beside what all have. */
  abstract void describe(ModelKeys keys, ObjectNode json) throws IOException;

  /** Names of a layer's tensors that are not the usual ones. */
  Map<String, String> names() {
    return Map.of();
  }

  /** Whether rows of queries and keys lie in llama.cpp's order for rotating neighbours. */
  boolean rotatesNeighbours() {
    return false;
  }

  /** Whether the file's norms have the 1 that the family's add themselves. */
  boolean addsOneToNorms() {
    return false;
  }

  /** Tensors that are no weights: they say what {@link #describe} makes of them. */
  List<String> factors() {
    return List.of();
  }

  /**
   * {@code config.json}.
   *
   * @throws IOException naming a key that is missing, wrong or asks for what is not supported
   */
  final ObjectNode config(GgufFile file) throws IOException {
    ModelKeys keys = new ModelKeys(file, name);
    int hidden = keys.integer("embedding_length");
    int heads = keys.integer("attention.head_count");
    if (heads == 0) {
      throw keys.wrong(name + ".attention.head_count is 0");
    }
    int headDim = keys.integer("attention.key_length", hidden / heads);
    if (keys.integer("attention.value_length", headDim) != headDim) {
      throw keys.wrong("heads of keys and values of different widths are not supported");
    }
    GgufTensor embedding = file.tensors().get(EMBEDDING);
    if (embedding == null) {
      throw keys.wrong("the tensor " + EMBEDDING + " is missing: no model's weights");
    }
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("hidden_size", hidden)
        .put("intermediate_size", keys.integer("feed_forward_length"))
        .put("num_hidden_layers", keys.integer("block_count"))
        .put("num_attention_heads", heads)
        .put("num_key_value_heads", keys.integer("attention.head_count_kv", heads))
        .put("head_dim", headDim)
        .put("max_position_embeddings", keys.integer("context_length"))
        .put("rms_norm_eps", keys.number("attention.layer_norm_rms_epsilon"))
        .put("rope_theta", keys.number("rope.freq_base", 10_000))
        .put("vocab_size", (int) Math.min(Integer.MAX_VALUE, embedding.shape()[0]))
        .put("tie_word_embeddings", !file.tensors().containsKey("output.weight"));
    rotation(keys, headDim, json);
    describe(keys, json);
    ids(file.metadata(), json);
    return json;
  }

  private static void ids(Metadata metadata, ObjectNode json) throws IOException {
    for (String role : List.of("bos", "eos", "pad")) {
      int id = metadata.integer(SpecialIds.key(role), -1);
      if (id >= 0) {
        json.put(role + "_token_id", id);
      }
    }
  }

  /** What part of a head is rotated, and by what. */
  void rotation(ModelKeys keys, int headDim, ObjectNode json) throws IOException {
    int rotated = keys.integer("rope.dimension_count", headDim);
    if (rotated != headDim) {
      throw keys.wrong(
          "%d of %d numbers of a head are rotated, which is not supported"
              .formatted(rotated, headDim));
    }
    ObjectNode scaling = scaling(keys);
    if (scaling != null) {
      json.set("rope_scaling", scaling);
    }
  }

  private static @Nullable ObjectNode scaling(ModelKeys keys) throws IOException {
    double old = keys.number("rope.scale_linear", 1);
    String type = keys.text("rope.scaling.type", old == 1 ? "none" : "linear");
    double factor = type.equals("none") ? 1 : keys.number("rope.scaling.factor", old);
    ObjectNode scaling = JsonMapper.shared().createObjectNode().put("rope_type", type);
    return switch (type) {
      case "none" -> null;
      case "linear" -> scaling.put("factor", factor);
      case "yarn" -> {
        scaling
            .put("factor", factor)
            .put(
                "original_max_position_embeddings",
                keys.integer("rope.scaling.original_context_length"));
        if (keys.has("rope.scaling.yarn_beta_fast")) {
          scaling.put("beta_fast", keys.number("rope.scaling.yarn_beta_fast"));
        }
        if (keys.has("rope.scaling.yarn_beta_slow")) {
          scaling.put("beta_slow", keys.number("rope.scaling.yarn_beta_slow"));
        }
        yield scaling;
      }
      default -> throw keys.wrong("rotary scaling of type " + type + " is not supported");
    };
  }

  /** Whether a layer has this tensor. */
  static boolean has(ModelKeys keys, String tensor) {
    return keys.file().tensors().keySet().stream().anyMatch(each -> each.endsWith("." + tensor));
  }

  /** {@code layer_types}, and the window where a layer slides. */
  static void windows(ModelKeys keys, int every, ObjectNode json) throws IOException {
    int layers = keys.integer("block_count");
    int window = keys.integer("attention.sliding_window", 0);
    ArrayNode types = json.putArray("layer_types");
    for (boolean slides : keys.pattern("attention.sliding_window_pattern", every, layers)) {
      types.add(slides && window > 0 ? "sliding_attention" : "full_attention");
    }
    if (window > 0) {
      json.put("sliding_window", window);
    }
  }

  static void className(ObjectNode json, String modelType, String name) {
    json.put("model_type", modelType).putArray("architectures").add(name);
  }

  /**
   * Where each tensor of a file goes, in the file's order.
   *
   * @throws IOException naming those that the architecture does not have
   */
  final List<ConvertedTensor> tensors(GgufFile file) throws IOException {
    Map<String, String> names = new HashMap<>(USUAL);
    names.putAll(names());
    List<ConvertedTensor> converted = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (GgufTensor tensor : file.tensors().values()) {
      String target = target(tensor.name(), names);
      if (target != null) {
        converted.add(converted(file, tensor, target));
      } else if (!factors().contains(tensor.name())) {
        unknown.add(tensor.name());
      }
    }
    if (!unknown.isEmpty()) {
      throw file.metadata()
          .wrong("tensors that no %s has: %s".formatted(name, Complaints.join(unknown)));
    }
    return converted;
  }

  private static @Nullable String target(String tensor, Map<String, String> names) {
    Matcher layer = OF_LAYER.matcher(tensor);
    if (!layer.matches()) {
      return TOP.get(tensor);
    }
    String part = names.get(layer.group(2));
    return part == null
        ? null
        : "model.layers." + Integer.parseInt(layer.group(1)) + "." + part + "." + layer.group(3);
  }

  private ConvertedTensor converted(GgufFile file, GgufTensor tensor, String target)
      throws IOException {
    ModelKeys keys = new ModelKeys(file, name);
    int heads = 0;
    if (rotatesNeighbours() && tensor.name().contains(".attn_q.")) {
      heads = keys.integer("attention.head_count");
    } else if (rotatesNeighbours() && tensor.name().contains(".attn_k.")) {
      heads = keys.integer("attention.head_count_kv", keys.integer("attention.head_count"));
    }
    boolean minusOne = addsOneToNorms() && tensor.name().endsWith("norm.weight");
    return ConvertedTensor.of(file, target, tensor, heads, minusOne);
  }
}
