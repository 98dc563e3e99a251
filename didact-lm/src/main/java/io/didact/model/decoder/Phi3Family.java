package io.didact.model.decoder;

import tools.jackson.databind.node.ObjectNode;

/** Phi-3 and Phi-4: fused matrices; some rotate a part of each head only. */
final class Phi3Family extends ModelFamily {
  Phi3Family() {
    super("phi3", "Phi3ForCausalLM", Defaults.of(4096).eps(1e-5));
  }

  @Override
  ProjectionNames projectionNames() {
    return ProjectionNames.FUSED;
  }

  @Override
  AttentionWindow window(ConfigJson in, int layers) {
    return LayerTypes.readOne(in, layers, in.isGiven("sliding_window"));
  }

  @Override
  boolean rotatesParts() {
    return true;
  }

  @Override
  LayerRotation rotation(ConfigJson in, RopeJson rope, int layers) {
    in.refuseIf(
        "rope_scaling of type yarn, by which a phi3 model means longrope,",
        rope.scaling() instanceof YarnScaling);
    return LayerRotation.ALL;
  }

  @Override
  void write(DecoderConfig config, ObjectNode json) {
    LayerTypes.writeOne(config.window(), json);
    json.put("partial_rotary_factor", config.variations().rotatedPart());
  }
}
