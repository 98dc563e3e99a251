package io.didact.model;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The architecture of a decoder: what {@code config.json} says.
 *
 * @param family which family it is of
 * @param vocabSize V, rows of the embedding (may exceed the tokenizer's size)
 * @param hiddenSize d
 * @param intermediateSize width of the SwiGLU block
 * @param layers number of blocks
 * @param heads query heads H
 * @param kvHeads key and value heads, a divisor of H
 * @param headDim width of one head
 * @param rmsNormEps ε of the norms
 * @param ropeTheta base of the rotary frequencies
 * @param tiedHead the embedding serves as output head
 * @param maxPositions longest sequence that the model was made for
 * @param endIds ids that end a turn
 * @param ropeScaling how the rotary frequencies are changed
 */
public record DecoderConfig(
    ModelFamily family,
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    double rmsNormEps,
    double ropeTheta,
    boolean tiedHead,
    int maxPositions,
    List<Integer> endIds,
    RopeScaling ropeScaling) {
  public DecoderConfig {
    List<String> wrong = new ArrayList<>();
    atLeastOne(wrong, "vocab_size", vocabSize);
    atLeastOne(wrong, "hidden_size", hiddenSize);
    atLeastOne(wrong, "intermediate_size", intermediateSize);
    atLeastOne(wrong, "num_hidden_layers", layers);
    atLeastOne(wrong, "num_attention_heads", heads);
    atLeastOne(wrong, "num_key_value_heads", kvHeads);
    atLeastOne(wrong, "max_position_embeddings", maxPositions);
    if (kvHeads >= 1 && heads % kvHeads != 0) {
      wrong.add(
          "num_attention_heads must be a multiple of num_key_value_heads, were "
              + heads
              + " and "
              + kvHeads);
    }
    if (headDim < 2 || headDim % 2 != 0) {
      wrong.add("head_dim must be even and ≥ 2, was " + headDim);
    }
    if (!(rmsNormEps > 0)) {
      wrong.add("rms_norm_eps must be > 0, was " + rmsNormEps);
    }
    if (!(ropeTheta > 0)) {
      wrong.add("rope_theta must be > 0, was " + ropeTheta);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
    endIds = List.copyOf(endIds);
  }

  /** Without changed frequencies. */
  public DecoderConfig(
      String modelType,
      int vocabSize,
      int hiddenSize,
      int intermediateSize,
      int layers,
      int heads,
      int kvHeads,
      int headDim,
      double rmsNormEps,
      double ropeTheta,
      boolean tiedHead,
      int maxPositions,
      List<Integer> endIds) {
    this(
        ModelFamily.of(modelType).orElseThrow(),
        vocabSize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        kvHeads,
        headDim,
        rmsNormEps,
        ropeTheta,
        tiedHead,
        maxPositions,
        endIds,
        RopeScaling.NONE);
  }

  private static void atLeastOne(List<String> wrong, String key, int value) {
    if (value < 1) {
      wrong.add(key + " must be ≥ 1, was " + value);
    }
  }

  /** Width of all query heads together. */
  public int queryWidth() {
    return heads * headDim;
  }

  /** Width of all key heads (and of all value heads) together. */
  public int kvWidth() {
    return kvHeads * headDim;
  }

  /**
   * Reads {@code config.json}.
   *
   * @throws IllegalArgumentException naming every key that is missing, of the wrong type or out of
   *     range, and features that are not supported
   */
  public static DecoderConfig fromJson(JsonNode json) {
    ConfigReader in = new ConfigReader(json);
    String type = in.text("model_type");
    in.throwIfWrong();
    // Another family has other keys: that they are missing is no news.
    ModelFamily family =
        ModelFamily.of(type)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "model_type must be one of "
                            + String.join(", ", ModelFamily.modelTypes())
                            + ", was "
                            + type));
    family.refuseUnsupported(in);
    int heads = in.integer("num_attention_heads");
    int hidden = in.integer("hidden_size");
    in.refuseUnless("hidden_act", "silu", json.path("hidden_act").asString("silu"));
    RopeScaling scaling = RopeScaling.read(in);
    int vocab = in.integer("vocab_size");
    int intermediate = in.integer("intermediate_size");
    int layers = in.integer("num_hidden_layers");
    int kvHeads = in.integer("num_key_value_heads", heads);
    int headDim = in.integer("head_dim", heads > 0 ? hidden / heads : 0);
    double eps = in.number("rms_norm_eps", 1e-6);
    double theta =
        in.number("rope_theta", in.block("rope_parameters").number("rope_theta", 10_000));
    boolean tied = in.flag("tie_word_embeddings");
    int maxPositions = in.integer("max_position_embeddings", 32_768);
    List<Integer> endIds = in.ids("eos_token_id");
    in.throwIfWrong();
    return new DecoderConfig(
        family,
        vocab,
        hidden,
        intermediate,
        layers,
        heads,
        kvHeads,
        headDim,
        eps,
        theta,
        tied,
        maxPositions,
        endIds,
        scaling);
  }

  /** {@code config.json} of this architecture, with weights stored as float32. */
  public ObjectNode toJson() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.putArray("architectures").add(family.architecture());
    json.put("model_type", family.modelType())
        .put("hidden_act", "silu")
        .put("hidden_size", hiddenSize)
        .put("intermediate_size", intermediateSize)
        .put("num_hidden_layers", layers)
        .put("num_attention_heads", heads)
        .put("num_key_value_heads", kvHeads)
        .put("head_dim", headDim)
        .put("rms_norm_eps", rmsNormEps)
        .put("rope_theta", ropeTheta)
        .put("tie_word_embeddings", tiedHead)
        .put("vocab_size", vocabSize)
        .put("max_position_embeddings", maxPositions)
        .put("torch_dtype", "float32");
    if (endIds.size() == 1) {
      json.put("eos_token_id", endIds.get(0));
    } else if (!endIds.isEmpty()) {
      endIds.forEach(json.putArray("eos_token_id")::add);
    }
    return json;
  }
}
