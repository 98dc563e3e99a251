package io.didact.model.decoder;

import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Small configurations of all families, with all that a config.json can ask for. */
public final class RandomConfigs {
  /** How many seeds give one of the first families; the seeds after them give the others. */
  public static final int FIRST = 80;

  /** Seeds for all: twelve of each of the others. */
  public static final int COUNT = FIRST + 72;

  private static final String[] FIRST_FAMILIES = {"qwen2", "qwen3", "llama", "mistral"};
  private static final String[] FAMILIES = {
    "smollm3", "gemma3_text", "olmo2", "olmo3", "granite", "phi3"
  };
  private static final double[] THETAS = {100, 10_000, 500_000, 1e6};

  private RandomConfigs() {}

  public static DecoderConfig of(int seed) {
    return DecoderConfig.fromJson(json(seed));
  }

  static ObjectNode json(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String family =
        seed < FIRST ? FIRST_FAMILIES[seed & 3] : FAMILIES[(seed - FIRST) % FAMILIES.length];
    int kvHeads = random.nextInt(1, 4);
    int layers = random.nextInt(1, 5);
    int maxPositions = random.nextInt(64, 200);
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("model_type", family)
        .put("vocab_size", random.nextInt(20, 60))
        .put("hidden_size", random.nextInt(6, 30))
        .put("intermediate_size", random.nextInt(8, 40))
        .put("num_hidden_layers", layers)
        .put("num_attention_heads", kvHeads * random.nextInt(1, 5))
        .put("num_key_value_heads", kvHeads)
        .put("head_dim", 2 * random.nextInt(1, 7))
        .put("rms_norm_eps", random.nextBoolean() ? 1e-5 : 1e-6)
        .put("tie_word_embeddings", random.nextBoolean())
        .put("max_position_embeddings", maxPositions);
    switch (family) {
      case "llama" ->
          json.put("attention_bias", random.nextBoolean()).put("mlp_bias", random.nextBoolean());
      case "smollm3" -> {
        json.put("attention_bias", random.nextBoolean()).put("mlp_bias", random.nextBoolean());
        ints(json, "no_rope_layers", layers, random);
        json.put("use_sliding_window", random.nextBoolean());
        window(json, random, true);
        if (random.nextBoolean()) {
          json.remove("no_rope_layers");
          json.put("no_rope_layer_interval", random.nextInt(1, 4));
        }
      }
      case "gemma3_text" -> {
        json.put("attention_bias", random.nextBoolean());
        json.put("query_pre_attn_scalar", random.nextInt(1, 14));
        json.put("_sliding_window_pattern", random.nextInt(1, 4));
        json.put("rope_local_base_freq", THETAS[random.nextInt(THETAS.length)]);
        window(json, random, true);
        types(json, random);
      }
      case "olmo2" -> json.put("attention_bias", random.nextBoolean());
      case "olmo3" -> {
        json.put("attention_bias", random.nextBoolean());
        window(json, random, true);
        types(json, random);
      }
      case "granite" ->
          json.put("attention_bias", random.nextBoolean())
              .put("mlp_bias", random.nextBoolean())
              .put("embedding_multiplier", random.nextDouble(0.5, 4))
              .put("attention_multiplier", random.nextDouble(0.1, 1))
              .put("residual_multiplier", random.nextDouble(0.2, 1.5))
              .put("logits_scaling", random.nextDouble(0.5, 3));
      case "phi3" -> {
        json.put("head_dim", 4 * random.nextInt(1, 5));
        json.put("partial_rotary_factor", random.nextBoolean() ? 0.5 : 1);
        window(json, random, random.nextBoolean());
      }
      case "mistral" -> window(json, random, random.nextInt(3) > 0);
      default -> {
        boolean slides = random.nextInt(3) > 0;
        json.put("use_sliding_window", slides);
        window(json, random, true);
        json.put("max_window_layers", random.nextInt(layers));
        if (slides) {
          types(json, random);
        }
      }
    }
    if (family.equals("qwen3")) {
      json.put("attention_bias", random.nextBoolean());
    }
    rope(json, random);
    if (family.equals("phi3") && json.path("head_dim").intValue() % 8 == 0) {
      json.put("partial_rotary_factor", 0.75);
    }
    if (List.of("gemma3_text", "olmo3").contains(family) && random.nextBoolean()) {
      byKind(json, random);
    }
    return json;
  }

  /** Zeros and ones. */
  private static void ints(ObjectNode json, String key, int count, SplittableRandom random) {
    ArrayNode array = json.putArray(key);
    for (int i = 0; i < count; i++) {
      array.add(random.nextInt(2));
    }
  }

  /** Of all layers, or of none. */
  private static void types(ObjectNode json, SplittableRandom random) {
    if (random.nextBoolean()) {
      ArrayNode types = json.putArray("layer_types");
      for (int i = 0; i < json.path("num_hidden_layers").intValue(); i++) {
        types.add(random.nextBoolean() ? LayerTypes.SLIDING : LayerTypes.FULL);
      }
    }
  }

  private static void window(ObjectNode json, SplittableRandom random, boolean slides) {
    if (slides) {
      json.put("sliding_window", random.nextInt(1, 14));
    } else {
      json.putNull("sliding_window");
    }
  }

  /** What {@link #rope} made becomes the block of one kind of layer; the other scales too. */
  private static void byKind(ObjectNode json, SplittableRandom random) {
    if (json.path("rope_parameters") instanceof ObjectNode full) {
      ObjectNode kinds = json.putObject("rope_parameters");
      kinds.set(LayerTypes.FULL, full);
      kinds
          .putObject(LayerTypes.SLIDING)
          .put("rope_theta", THETAS[random.nextInt(THETAS.length)])
          .put("rope_type", "linear")
          .put("factor", random.nextInt(1, 5));
      json.remove("rope_local_base_freq");
    }
  }

  /** In the old layout or the new one. */
  private static void rope(ObjectNode json, SplittableRandom random) {
    double theta = THETAS[random.nextInt(THETAS.length)];
    boolean renewed = random.nextBoolean();
    ObjectNode block = JsonMapper.shared().createObjectNode();
    double factor = random.nextInt(1, 9);
    boolean yarn = !json.path("model_type").asString().equals("phi3"); // there it is longrope
    switch (random.nextInt(yarn ? 4 : 3)) {
      case 0 -> block.put("rope_type", "default");
      case 1 -> block.put("rope_type", "linear").put("factor", factor);
      case 2 ->
          block
              .put("rope_type", "llama3")
              .put("factor", factor)
              .put("low_freq_factor", 1)
              .put("high_freq_factor", random.nextInt(2, 6))
              .put("original_max_position_embeddings", random.nextInt(8, 64));
      default -> {
        block.put("rope_type", "yarn").put("factor", factor);
        if (random.nextBoolean()) {
          block.put("original_max_position_embeddings", random.nextInt(8, 64));
        }
        switch (random.nextInt(3)) {
          case 0 -> block.put("attention_factor", random.nextDouble(0.7, 1.5));
          case 1 -> block.put("mscale", 1.2).put("mscale_all_dim", 0.7);
          default -> block.put("beta_fast", 4).put("beta_slow", 0.5);
        }
        block.put("truncate", random.nextBoolean());
      }
    }
    if (renewed) {
      json.set("rope_parameters", block.put("rope_theta", theta));
    } else {
      json.put("rope_theta", theta).set("rope_scaling", block);
    }
  }
}
