package io.didact.model.decoder;

/**
 * What the decoders of the supported families do differently; all else is the same for all.
 *
 * @param biases which products add a bias
 * @param qkNorm whether queries and keys are normed
 * @param normPlaces where a layer norms besides
 * @param normGain what the norms' weights stand for
 * @param activation the function of the gate
 * @param window how far back each layer sees
 * @param ropeScaling how the rotary frequencies are changed
 * @param rotation which layers rotate by these frequencies
 * @param rotatedPart how much of a head rotates, from its first number on; above 0, at most 1
 * @param multipliers what is scaled on the way
 * @param projectionNames how checkpoints name matrices
 */
public record Variations(
    Biases biases,
    QkNorm qkNorm,
    NormPlaces normPlaces,
    NormGain normGain,
    Activation activation,
    AttentionWindow window,
    RopeScaling ropeScaling,
    LayerRotation rotation,
    double rotatedPart,
    Multipliers multipliers,
    ProjectionNames projectionNames) {
  /** The same with another window. */
  public Variations with(AttentionWindow other) {
    return new Variations(
        biases,
        qkNorm,
        normPlaces,
        normGain,
        activation,
        other,
        ropeScaling,
        rotation,
        rotatedPart,
        multipliers,
        projectionNames);
  }
}
