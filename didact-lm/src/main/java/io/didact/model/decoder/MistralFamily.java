package io.didact.model.decoder;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Mistral 7B and its like: one window for all layers, or none. */
final class MistralFamily extends ModelFamily {
  /** The window where {@code sliding_window} is left out; null means none. */
  private static final int USUAL_WINDOW = 4096;

  MistralFamily() {
    super("mistral", "MistralForCausalLM", Defaults.of(131_072));
  }

  @Override
  AttentionWindow window(ConfigJson in, int layers) {
    boolean slides = !in.isNull("sliding_window");
    String kind = slides ? LayerTypes.SLIDING : LayerTypes.FULL;
    List<String> types = in.texts("layer_types");
    in.refuseIf(
        "layer_types of several kinds (a mistral model has one)",
        !types.stream().allMatch(kind::equals));
    return slides
        ? AttentionWindow.ofAll(in.atLeastOne("sliding_window", USUAL_WINDOW), layers)
        : AttentionWindow.FULL;
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    if (config.window() instanceof AttentionWindow.Sliding sliding) {
      json.put("sliding_window", sliding.tokens());
    } else {
      json.putNull("sliding_window");
    }
  }
}
