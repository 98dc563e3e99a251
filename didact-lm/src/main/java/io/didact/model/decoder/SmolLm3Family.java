package io.didact.model.decoder;

import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** SmolLM3: every fourth layer sees no positions. */
final class SmolLm3Family extends ModelFamily {
  /** For each layer 1 where it rotates, else 0; the name says the opposite. */
  private static final String ROTATED = "no_rope_layers";

  private static final String INTERVAL = "no_rope_layer_interval";
  private static final int USUAL_INTERVAL = 4;

  SmolLm3Family() {
    super(
        "smollm3", "SmolLM3ForCausalLM", Defaults.of(32_768).theta(2e6).withTiedHead().kvHeads(4));
  }

  @Override
  Biases biases(ConfigJson in) {
    boolean attention = in.flag("attention_bias");
    return new Biases(attention, attention, in.flag("mlp_bias"));
  }

  /** Layers slide that do not rotate, where nothing else is said; without a length none do. */
  @Override
  AttentionWindow window(ConfigJson in, int layers) {
    if (!in.isGiven("sliding_window")) {
      in.flag("use_sliding_window");
      LayerTypes.requireFull(in);
      return AttentionWindow.FULL;
    }
    List<Boolean> sliding = rotated(in, layers).stream().map(rotates -> !rotates).toList();
    return LayerTypes.read(in, layers, sliding);
  }

  @Override
  LayerRotation rotation(ConfigJson in, RopeJson rope, int layers) {
    List<Boolean> rotated = rotated(in, layers);
    return rotated.contains(false) ? new LayerRotation.Some(rotated) : LayerRotation.ALL;
  }

  private static List<Boolean> rotated(ConfigJson in, int layers) {
    List<Integer> listed = in.integers(ROTATED);
    in.value(INTERVAL); // means nothing where there is a list
    if (listed.isEmpty()) {
      int interval = in.atLeastOne(INTERVAL, USUAL_INTERVAL);
      return LayerTypes.butEvery(interval, layers);
    }
    if (listed.size() < layers) {
      in.complain(
          ROTATED
              + " must have an entry for each of "
              + layers
              + " layers (num_hidden_layers), had "
              + listed.size());
    }
    return IntStream.range(0, layers)
        .mapToObj(i -> i >= listed.size() || listed.get(i) != 0)
        .toList();
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    json.put("attention_bias", config.biases().qkv()).put("mlp_bias", config.biases().mlp());
    LayerTypes.write(config.window(), json);
    ArrayNode rotated = json.putArray(ROTATED);
    for (int layer = 0; layer < config.layers(); layer++) {
      rotated.add(config.rotary(layer).isPresent() ? 1 : 0);
    }
  }
}
