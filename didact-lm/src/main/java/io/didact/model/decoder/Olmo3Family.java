package io.didact.model.decoder;

import tools.jackson.databind.node.ObjectNode;

/**
 * Olmo 3: as OLMo 2, with windows in all layers but every fourth; these rotate with the same base,
 * and only the others' frequencies are changed.
 */
final class Olmo3Family extends Olmo2Family {
  private static final int INTERVAL = 4;

  Olmo3Family() {
    super("olmo3", "Olmo3ForCausalLM", Defaults.of(2048).eps(1e-5).theta(500_000));
  }

  @Override
  AttentionWindow window(ConfigJson in, int layers) {
    return LayerTypes.readAlways(in, layers, LayerTypes.butEvery(INTERVAL, layers));
  }

  @Override
  boolean rotatesByWindow() {
    return true;
  }

  @Override
  LayerRotation rotation(ConfigJson in, RopeJson rope, int layers) {
    return rope.ofWindows(rope.theta(defaults().theta()));
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    super.write(config, json);
    LayerTypes.writeAlways(config.window(), config.layers(), json);
  }
}
