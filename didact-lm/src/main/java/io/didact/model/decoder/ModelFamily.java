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
  private final Defaults defaults;

  /**
   * @param modelType Hugging Face's {@code model_type}
   * @param architecture Hugging Face's name of the class
   * @param defaults of keys that are left out
   */
  ModelFamily(String modelType, String architecture, Defaults defaults) {
    this.modelType = modelType;
    this.architecture = architecture;
    this.defaults = defaults;
  }

  /** Hugging Face's {@code model_type}. */
  public final String modelType() {
    return modelType;
  }

  /** Hugging Face's name of the class. */
  public final String architecture() {
    return architecture;
  }

  final Defaults defaults() {
    return defaults;
  }

  /** Which biases a {@code config.json} asks for. */
  Biases biases(ConfigJson in) {
    return Biases.NONE;
  }

  /** Whether the family norms queries and keys. */
  QkNorm qkNorm() {
    return QkNorm.NONE;
  }

  /** Where the family norms. */
  NormPlaces normPlaces() {
    return NormPlaces.BEFORE;
  }

  /** What the weights of the family's norms stand for. */
  NormGain normGain() {
    return NormGain.WEIGHT;
  }

  /** The function of the gate. */
  Activation activation() {
    return Activation.SILU;
  }

  /** The key that names {@link #activation}. */
  String activationKey() {
    return "hidden_act";
  }

  /** What a {@code config.json} scales. */
  Multipliers multipliers(ConfigJson in) {
    return Multipliers.NONE;
  }

  /** Which windows a {@code config.json} asks for. */
  AttentionWindow window(ConfigJson in, int layers) {
    return AttentionWindow.FULL;
  }

  /** Whether layers with a window may rotate in a way of their own. */
  boolean rotatesByWindow() {
    return false;
  }

  final RopeJson rope(ConfigJson in, int maxPositions) {
    return new RopeJson(in, this, maxPositions);
  }

  /** Whether {@code partial_rotary_factor} may be below 1. */
  boolean rotatesParts() {
    return false;
  }

  /** How the family's checkpoints name matrices. */
  ProjectionNames projectionNames() {
    return ProjectionNames.APART;
  }

  /** Which layers rotate as {@code rope_theta} and its scaling say. */
  LayerRotation rotation(ConfigJson in, RopeJson rope, int layers) {
    return LayerRotation.ALL;
  }

  /** Writes the keys that say what is read here, but for those of all families. */
  void write(DecoderConfig config, ObjectNode json) {}

  /** All that a {@code config.json} asks for; complaints stay with the reader. */
  final Variations read(ConfigJson in, RopeJson rope, int layers) {
    return new Variations(
        biases(in),
        qkNorm(),
        normPlaces(),
        normGain(),
        activation(),
        window(in, layers),
        rope.scaling(),
        rotation(in, rope, layers),
        rope.rotatedPart(),
        multipliers(in),
        projectionNames());
  }

  @Override
  public final String toString() {
    return modelType;
  }
}
