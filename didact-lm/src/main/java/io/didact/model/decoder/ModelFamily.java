package io.didact.model.decoder;

import tools.jackson.databind.node.ObjectNode;

/**
 * A family of decoders that can be loaded: how its {@code config.json} names what it does
 * differently. There is one decoder for all of them; see {@link Variations}.
 *
 * <p>To add a family, add a class beside the others and a line to {@link ModelFamilies}
 * (docs/adding-a-family.md).
 */
public abstract class ModelFamily {
  private final String modelType;
  private final String architecture;
  private final int usualPositions;

  /**
   * @param modelType Hugging Face's {@code model_type}
   * @param architecture Hugging Face's name of the class
   * @param usualPositions what {@code max_position_embeddings} is where it is left out
   */
  ModelFamily(String modelType, String architecture, int usualPositions) {
    this.modelType = modelType;
    this.architecture = architecture;
    this.usualPositions = usualPositions;
  }

  /** Hugging Face's {@code model_type}. */
  public final String modelType() {
    return modelType;
  }

  /** Hugging Face's name of the class. */
  public final String architecture() {
    return architecture;
  }

  final int usualPositions() {
    return usualPositions;
  }

  /** Which biases a {@code config.json} asks for. */
  Biases biases(ConfigJson in) {
    return Biases.NONE;
  }

  /** Whether the family norms queries and keys. */
  QkNorm qkNorm() {
    return QkNorm.NONE;
  }

  /** Which windows a {@code config.json} asks for. */
  AttentionWindow window(ConfigJson in, int layers) {
    return AttentionWindow.FULL;
  }

  /** Writes the keys that say what {@link #biases} and {@link #window} read. */
  void write(DecoderConfig config, ObjectNode json) {}

  /** All that a {@code config.json} asks for; complaints stay with the reader. */
  final Variations read(ConfigJson in, int layers, int maxPositions) {
    return new Variations(
        biases(in), qkNorm(), window(in, layers), RopeScalingJson.read(in, maxPositions));
  }

  @Override
  public final String toString() {
    return modelType;
  }
}
