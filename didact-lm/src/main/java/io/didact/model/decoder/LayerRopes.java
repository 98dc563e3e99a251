package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rotations of a decoder's layers: one table for each way of rotating among them. */
final class LayerRopes implements AutoCloseable {
  private final List<Optional<Rotary>> ofLayers = new ArrayList<>();
  private final Map<Rotary, Rope> ropes = new LinkedHashMap<>();

  LayerRopes(DecoderConfig config, DType dtype) {
    for (int layer = 0; layer < config.layers(); layer++) {
      Optional<Rotary> rotary = config.rotary(layer);
      ofLayers.add(rotary);
      rotary.ifPresent(
          each -> ropes.computeIfAbsent(each, key -> new Rope(key, config.headDim(), dtype)));
    }
  }

  /**
   * What turns queries and keys at these positions, by layer.
   *
   * @param positions [tokens], all below {@code end}
   */
  List<Rotation> at(Tensor positions, int end) {
    Map<Rotary, Rotation> rows = new HashMap<>();
    ropes.forEach((rotary, rope) -> rows.put(rotary, rope.at(positions, end)));
    return ofLayers.stream().map(rotary -> rotary.map(rows::get).orElse(Rotation.NONE)).toList();
  }

  @Override
  public void close() {
    ropes.values().forEach(Rope::close);
  }
}
