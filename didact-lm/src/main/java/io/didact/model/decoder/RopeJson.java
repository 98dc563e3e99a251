package io.didact.model.decoder;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code rope_scaling} of a config.json, the newer {@code rope_parameters}, and what may stand
 * beside them or in them. All are read; where the blocks differ it is refused, because programs
 * that read such a file take different ones.
 *
 * <p>Families whose windows rotate in a way of their own have a block for each kind of layer.
 */
final class RopeJson {
  private static final String THETA = "rope_theta";
  private static final String PART = "partial_rotary_factor";

  private final ConfigJson in;
  private final ModelFamily family;
  private final int maxPositions;
  private final boolean kinds;
  private final ConfigJson full;
  private final ConfigJson sliding;

  /**
   * @param maxPositions {@code max_position_embeddings}: the original positions where no others are
   *     given
   */
  RopeJson(ConfigJson in, ModelFamily family, int maxPositions) {
    this.in = in;
    this.family = family;
    this.maxPositions = maxPositions;
    ConfigJson all = in.block("rope_scaling", "rope_parameters");
    kinds = all.isGiven(LayerTypes.FULL) || all.isGiven(LayerTypes.SLIDING);
    in.refuseIf(
        "rotary scaling of its own for each kind of layer", kinds && !family.rotatesByWindow());
    full = kinds ? all.with(LayerTypes.FULL, LayerTypes.SLIDING) : all;
    sliding = all.block(LayerTypes.SLIDING);
  }

  /**
   * θ of layers that see everything: that of a block before the one beside it, as transformers 5
   * has it.
   *
   * @param usual where there is none
   */
  double theta(double usual) {
    return theta(full, THETA, usual);
  }

  private double theta(ConfigJson block, String key, double usual) {
    double beside = in.number(key, usual);
    double theta = block.number(THETA, beside);
    if (in.isGiven(key) && theta != beside) {
      in.remark(
          "%s is %s, within the block of rotary positions it is %s, which is taken"
              .formatted(key, beside, theta));
    }
    return theta;
  }

  /** How the frequencies of layers that see everything are changed. */
  RopeScaling scaling() {
    return scaling(full);
  }

  /**
   * How layers with a window rotate: without scaling where nothing else is said.
   *
   * @param key another name of their θ, beside the blocks
   * @param usual where there is none
   */
  LayerRotation ofWindows(String key, double usual) {
    return ofWindows(theta(sliding, key, usual));
  }

  /**
   * The same where their θ has no other name.
   *
   * @param usual where there is none
   */
  LayerRotation ofWindows(double usual) {
    double theta = sliding.number(THETA, usual);
    RopeScaling scaling = scaling(sliding);
    if (!kinds && in.isGiven("rope_parameters") && scaling(full) != RopeScaling.NONE) {
      in.remark("rope_parameters: taken for layers that see everything, not for windows");
    }
    return sliding.tried(LayerRotation.ALL, () -> new LayerRotation.ByWindow(theta, scaling));
  }

  /** How much of a head rotates: 1 for all of it. */
  double rotatedPart() {
    if (family.rotatesParts()) {
      return in.number(PART, full, 1);
    }
    for (ConfigJson each : List.of(in, full, sliding)) {
      if (each.number(PART, 1) != 1) {
        each.complain(PART + " must be 1: whole heads are rotated");
      }
    }
    return 1;
  }

  private RopeScaling scaling(ConfigJson block) {
    String type = block.text("rope_type", block.text("type", "default"));
    if (!block.text("type", type).equals(type)) {
      block.complain("rope_type is " + type + " and type is " + block.text("type"));
    }
    in.refuseIf("rotary positions in several dimensions", block.isGiven("mrope_section"));
    double original = in.number("original_max_position_embeddings", block, maxPositions);
    RopeScaling scaling = scaling(block, type, original);
    block.value(THETA); // these are read elsewhere
    block.value(PART);
    List<String> unread = block.unread();
    if (!unread.isEmpty()) {
      in.remark(Complaints.join(unread) + ": not used by rotary positions of type " + type);
    }
    return scaling;
  }

  private RopeScaling scaling(ConfigJson block, String type, double original) {
    return switch (type) {
      case "default" -> RopeScaling.NONE;
      case "linear" -> block.tried(RopeScaling.NONE, () -> linear(block));
      case "llama3" -> block.tried(RopeScaling.NONE, () -> llama3(block, original));
      case "yarn" -> block.tried(RopeScaling.NONE, () -> yarn(block, original, maxPositions));
      default -> {
        in.complain("rope_scaling of type " + type + " is not supported" + reason(type));
        yield RopeScaling.NONE;
      }
    };
  }

  private static String reason(String type) {
    return switch (type) {
      case "dynamic", "ntk" ->
          ": its frequencies change with a sequence's length, so that keys in a cache would become"
              + " wrong. Up to max_position_embeddings it changes nothing: without rope_scaling in"
              + " config.json the model works up to there";
      case "longrope", "su" ->
          ": its frequencies change where a sequence passes the original length";
      default -> "; supported are default, linear, llama3 and yarn";
    };
  }

  private static RopeScaling linear(ConfigJson in) {
    return new RopeScaling.Linear(in.number("factor"));
  }

  private static RopeScaling llama3(ConfigJson in, double original) {
    return new RopeScaling.Llama3(
        in.number("factor"), in.number("low_freq_factor"), in.number("high_freq_factor"), original);
  }

  private static RopeScaling yarn(ConfigJson in, double original, int maxPositions) {
    double factor = in.isNull("factor") ? maxPositions / original : in.number("factor");
    double mscale = in.number("mscale", 0);
    double mscaleAllDim = in.number("mscale_all_dim", 0);
    double usual =
        mscale != 0 && mscaleAllDim != 0
            ? YarnScaling.attentionFactor(factor, mscale)
                / YarnScaling.attentionFactor(factor, mscaleAllDim)
            : YarnScaling.attentionFactor(factor, 1);
    double betaFast = in.number("beta_fast", 0);
    double betaSlow = in.number("beta_slow", 0);
    return new YarnScaling(
        factor,
        original,
        betaFast == 0 ? 32 : betaFast,
        betaSlow == 0 ? 1 : betaSlow,
        in.number("attention_factor", usual),
        in.flag("truncate", true));
  }

  /** Writes what is read of a configuration, but for θ beside the blocks. */
  static void write(DecoderConfig config, ObjectNode json) {
    if (config.ropeScaling() != RopeScaling.NONE) {
      write(config.ropeScaling(), json.putObject("rope_scaling"));
    }
    if (config.variations().rotation() instanceof LayerRotation.ByWindow windows) {
      ObjectNode kinds = json.putObject("rope_parameters");
      ObjectNode full = kinds.putObject(LayerTypes.FULL).put(THETA, config.ropeTheta());
      write(config.ropeScaling(), full);
      ObjectNode sliding = kinds.putObject(LayerTypes.SLIDING).put(THETA, windows.theta());
      write(windows.scaling(), sliding);
    }
  }

  private static void write(RopeScaling scaling, ObjectNode block) {
    if (scaling instanceof RopeScaling.None) {
      block.put("rope_type", "default");
    } else if (scaling instanceof RopeScaling.Linear linear) {
      block.put("rope_type", "linear").put("factor", linear.factor());
    } else if (scaling instanceof RopeScaling.Llama3 llama3) {
      block
          .put("rope_type", "llama3")
          .put("factor", llama3.factor())
          .put("low_freq_factor", llama3.lowFrequencyFactor())
          .put("high_freq_factor", llama3.highFrequencyFactor())
          .put("original_max_position_embeddings", llama3.originalPositions());
    } else if (scaling instanceof YarnScaling yarn) {
      block
          .put("rope_type", "yarn")
          .put("factor", yarn.factor())
          .put("original_max_position_embeddings", yarn.originalPositions())
          .put("beta_fast", yarn.betaFast())
          .put("beta_slow", yarn.betaSlow())
          .put("attention_factor", yarn.attentionFactor())
          .put("truncate", yarn.truncate());
    }
  }
}
