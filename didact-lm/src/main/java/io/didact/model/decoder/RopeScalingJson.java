package io.didact.model.decoder;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code rope_scaling} of a config.json, the newer {@code rope_parameters}, and what may stand
 * beside them or in them. All are read; where the blocks differ it is refused, because programs
 * that read such a file take different ones.
 */
final class RopeScalingJson {
  private static final String THETA = "rope_theta";

  private RopeScalingJson() {}

  /** What both blocks say of how positions are rotated; empty where there is none. */
  private static ConfigJson block(ConfigJson in) {
    return in.block("rope_scaling", "rope_parameters");
  }

  /** θ: that of a block before the one beside it, as transformers 5 has it. */
  static double theta(ConfigJson in) {
    double beside = in.number(THETA, 10_000);
    double theta = block(in).number(THETA, beside);
    if (in.isGiven(THETA) && theta != beside) {
      in.remark(
          "rope_theta is %s, within the block of rotary positions it is %s, which is taken"
              .formatted(beside, theta));
    }
    return theta;
  }

  /**
   * @param maxPositions {@code max_position_embeddings}: the original positions where no others are
   *     given
   */
  static RopeScaling read(ConfigJson in, int maxPositions) {
    ConfigJson block = block(in);
    for (ConfigJson each : new ConfigJson[] {in, block}) {
      if (each.number("partial_rotary_factor", 1) != 1) {
        each.complain("partial_rotary_factor must be 1: whole heads are rotated");
      }
    }
    in.refuseIf(
        "rotary scaling of its own for each kind of layer",
        block.isGiven(LayerTypes.FULL) || block.isGiven(LayerTypes.SLIDING));
    String type = block.text("rope_type", block.text("type", "default"));
    if (!block.text("type", type).equals(type)) {
      block.complain("rope_type is " + type + " and type is " + block.text("type"));
    }
    in.refuseIf("rotary positions in several dimensions", block.isGiven("mrope_section"));
    double original = in.number("original_max_position_embeddings", block, maxPositions);
    RopeScaling scaling = read(in, block, type, original, maxPositions);
    block.value(THETA); // read by theta
    List<String> unread = block.unread();
    if (!unread.isEmpty()) {
      in.remark(Complaints.join(unread) + ": not used by rotary positions of type " + type);
    }
    return scaling;
  }

  private static RopeScaling read(
      ConfigJson in, ConfigJson block, String type, double original, int maxPositions) {
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

  /** The inverse of {@link #read}; nothing where nothing is changed. */
  static void write(RopeScaling scaling, ObjectNode json) {
    if (scaling instanceof RopeScaling.Linear linear) {
      block(json, "linear", linear.factor());
    } else if (scaling instanceof RopeScaling.Llama3 llama3) {
      block(json, "llama3", llama3.factor())
          .put("low_freq_factor", llama3.lowFrequencyFactor())
          .put("high_freq_factor", llama3.highFrequencyFactor())
          .put("original_max_position_embeddings", llama3.originalPositions());
    } else if (scaling instanceof YarnScaling yarn) {
      block(json, "yarn", yarn.factor())
          .put("original_max_position_embeddings", yarn.originalPositions())
          .put("beta_fast", yarn.betaFast())
          .put("beta_slow", yarn.betaSlow())
          .put("attention_factor", yarn.attentionFactor())
          .put("truncate", yarn.truncate());
    }
  }

  private static ObjectNode block(ObjectNode json, String type, double factor) {
    return json.putObject("rope_scaling").put("rope_type", type).put("factor", factor);
  }
}
