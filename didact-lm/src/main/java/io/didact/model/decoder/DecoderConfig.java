package io.didact.model.decoder;

import io.didact.config.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The architecture of a decoder: what {@code config.json} says.
 *
 * @param family which family it is of
 * @param vocabSize V, rows of the embedding (may exceed the tokenizer's size)
 * @param hiddenSize d
 * @param intermediateSize width of the gated MLP
 * @param layers number of blocks
 * @param heads query heads H
 * @param kvHeads key and value heads, a divisor of H
 * @param headDim width of one head
 * @param rmsNormEps ε of the norms
 * @param ropeTheta base of the rotary frequencies
 * @param tiedHead the embedding serves as output head
 * @param maxPositions longest sequence that the model was made for
 * @param endIds ids that end a turn
 * @param variations what its family does differently, as this model asks for it
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
    Variations variations) {
  /** More than any model has; a list of all layers is made before the weights are looked at. */
  private static final int MOST_LAYERS = 10_000;

  private static final int WIDEST_HEAD = 1 << 16;

  /** 2⁴⁰ weights, 4 TiB in 32 bits: more is a mistake, and far from overflowing a long. */
  private static final double MOST_WEIGHTS = 1L << 40;

  public DecoderConfig {
    int windowed =
        variations.window() instanceof AttentionWindow.Sliding sliding
            ? sliding.layers().size()
            : layers;
    int rotated =
        variations.rotation() instanceof LayerRotation.Some some ? some.rotated().size() : layers;
    double rotatedPart = variations.rotatedPart();
    int turning = (int) (headDim * rotatedPart);
    Rules rules =
        new Rules()
            .atLeast("vocab_size", 1, vocabSize)
            .atLeast("hidden_size", 1, hiddenSize)
            .atLeast("intermediate_size", 1, intermediateSize)
            .atLeast("num_hidden_layers", 1, layers)
            .atLeast("num_attention_heads", 1, heads)
            .atLeast("num_key_value_heads", 1, kvHeads)
            .atLeast("max_position_embeddings", 1, maxPositions)
            .require(layers <= MOST_LAYERS, "num_hidden_layers", "≤ " + MOST_LAYERS, layers)
            .require(
                layers > MOST_LAYERS || windowed == layers,
                "the window is given for %d layers, num_hidden_layers is %d"
                    .formatted(windowed, layers))
            .require(
                layers > MOST_LAYERS || rotated == layers,
                "rotation is given for %d layers, num_hidden_layers is %d"
                    .formatted(rotated, layers))
            .require(
                kvHeads < 1 || heads % kvHeads == 0,
                "num_attention_heads",
                "must be a multiple of num_key_value_heads, were %d and %d"
                    .formatted(heads, kvHeads))
            .require(
                headDim >= 2 && headDim % 2 == 0 && headDim <= WIDEST_HEAD,
                "head_dim",
                "even and from 2 to " + WIDEST_HEAD,
                headDim)
            .require(
                rmsNormEps > 0 && Double.isFinite(rmsNormEps), "rms_norm_eps", "> 0", rmsNormEps)
            .require(
                rotatedPart == 1 || rotatedPart < 1 && turning > 0 && turning % 2 == 0,
                "partial_rotary_factor",
                "above 0, at most 1 and make an even part of head_dim",
                rotatedPart)
            .require(ropeTheta > 1 && Double.isFinite(ropeTheta), "rope_theta", "> 1", ropeTheta);
    rules.done();
    double block = hiddenSize * ((2.0 * heads + 2.0 * kvHeads) * headDim + 3.0 * intermediateSize);
    double weights = (tiedHead ? 1.0 : 2.0) * vocabSize * hiddenSize + layers * block;
    rules
        .require(
            weights <= MOST_WEIGHTS,
            String.format(
                Locale.ROOT,
                "the sizes come to %.1e weights, more than %.1e: a size is wrong",
                weights,
                MOST_WEIGHTS))
        .require(
            (long) heads * headDim <= Integer.MAX_VALUE,
            "num_attention_heads · head_dim must be below 2³¹")
        .done();
    endIds = List.copyOf(endIds);
  }

  /** With what the family does where a config.json says nothing of it. */
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
        ModelFamilies.of(modelType),
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
        unasked(ModelFamilies.of(modelType), layers, maxPositions));
  }

  private static Variations unasked(ModelFamily family, int layers, int maxPositions) {
    ConfigJson nothing = new ConfigJson(JsonMapper.shared().createObjectNode());
    return family.read(nothing, family.rope(nothing, maxPositions), clamped(layers));
  }

  /** As many layers as there can be: what is beyond is refused later. */
  private static int clamped(int layers) {
    return Math.max(1, Math.min(layers, MOST_LAYERS));
  }

  /** Width of all query heads together. */
  public int queryWidth() {
    return heads * headDim;
  }

  /** Width of all key heads (and of all value heads) together. */
  public int kvWidth() {
    return kvHeads * headDim;
  }

  /** Which products add a bias. */
  public Biases biases() {
    return variations.biases();
  }

  /** Whether queries and keys are normed. */
  public QkNorm qkNorm() {
    return variations.qkNorm();
  }

  /** How far back each layer sees. */
  public AttentionWindow window() {
    return variations.window();
  }

  /** What is scaled on the way. */
  public Multipliers multipliers() {
    return variations.multipliers();
  }

  /** How the rotary frequencies are changed. */
  public RopeScaling ropeScaling() {
    return variations.ropeScaling();
  }

  /** Numbers of a head that rotate. */
  private int rotaryWidth() {
    return (int) (headDim * variations.rotatedPart());
  }

  /** How queries and keys are rotated in a layer; empty where they are not. */
  Optional<Rotary> rotary(int layer) {
    return variations
        .rotation()
        .of(
            layer,
            window().of(layer) != AttentionWindow.UNLIMITED,
            new Rotary(ropeTheta, ropeScaling(), rotaryWidth()));
  }

  /**
   * Reads {@code config.json}.
   *
   * @throws IllegalArgumentException naming every key that is missing, of the wrong type or out of
   *     range, and features that are not supported
   */
  public static DecoderConfig fromJson(JsonNode json) {
    return fromJson(json, new ArrayList<>());
  }

  /**
   * @param remarks takes what is not wrong and should be known: keys that nobody reads, or that
   *     contradict others
   */
  public static DecoderConfig fromJson(JsonNode json, List<String> remarks) {
    ConfigJson in = new ConfigJson(json);
    if (!in.isGiven("model_type")) {
      in.complain("model_type is missing: it " + ModelFamilies.supported());
      in.throwIfWrong();
    }
    String type = in.text("model_type");
    in.throwIfWrong();
    // Another family has other keys: that they are missing is no news.
    ModelFamily family = ModelFamilies.of(type);
    UnsupportedFeatures.refuse(in, family);
    int vocab = in.integer("vocab_size");
    int hidden = in.integer("hidden_size");
    int intermediate = in.integer("intermediate_size");
    int layers = in.integer("num_hidden_layers");
    int heads = in.integer("num_attention_heads");
    Defaults defaults = family.defaults();
    int kvHeads = kvHeads(in, defaults, heads);
    int headDim = headDim(in, defaults, hidden, heads);
    double eps = in.number("rms_norm_eps", defaults.eps());
    boolean tied = in.flag("tie_word_embeddings", defaults.tied());
    int maxPositions = in.integer("max_position_embeddings", defaults.positions());
    RopeJson rope = family.rope(in, maxPositions);
    double theta = rope.theta(defaults.theta());
    Variations variations = family.read(in, rope, clamped(layers));
    List<Integer> endIds = in.ids("eos_token_id");
    ForeignKeys.check(in);
    in.throwIfWrong();
    remarks.addAll(in.remarks());
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
        variations.ropeScaling().reach(maxPositions),
        endIds,
        variations);
  }

  /** Null means as many as query heads. */
  private static int kvHeads(ConfigJson in, Defaults defaults, int heads) {
    boolean asHeads = in.isNull("num_key_value_heads") || defaults.kvHeads() == 0;
    return in.integer("num_key_value_heads", asHeads ? heads : defaults.kvHeads());
  }

  private static int headDim(ConfigJson in, Defaults defaults, int hidden, int heads) {
    int usual = in.isNull("head_dim") ? 0 : defaults.headDim();
    if (!in.isGiven("head_dim") && usual == 0 && heads > 0 && hidden % heads != 0) {
      in.complain(
          "hidden_size must be a multiple of num_attention_heads where head_dim is not given, were "
              + hidden
              + " and "
              + heads);
    }
    return in.integer("head_dim", usual > 0 ? usual : heads > 0 ? hidden / heads : 0);
  }

  /** The same with a head of its own. */
  public DecoderConfig untied() {
    return new DecoderConfig(
        family,
        vocabSize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        kvHeads,
        headDim,
        rmsNormEps,
        ropeTheta,
        false,
        maxPositions,
        endIds,
        variations);
  }

  /** {@code config.json} of this architecture, with weights stored as float32. */
  public ObjectNode toJson() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.putArray("architectures").add(family.architecture());
    json.put("model_type", family.modelType())
        .put(family.activationKey(), variations.activation().names.get(0))
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
    family.write(this, json);
    RopeJson.write(this, json);
    if (endIds.size() == 1) {
      json.put("eos_token_id", endIds.get(0));
    } else if (!endIds.isEmpty()) {
      endIds.forEach(json.putArray("eos_token_id")::add);
    }
    return json;
  }
}
