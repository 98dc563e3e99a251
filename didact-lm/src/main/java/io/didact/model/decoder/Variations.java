package io.didact.model.decoder;

/**
 * What the decoders of the supported families do differently; all else is the same for all.
 *
 * @param biases which products add a bias
 * @param qkNorm whether queries and keys are normed
 * @param window how far back each layer sees
 * @param ropeScaling how the rotary frequencies are changed
 * @param rotation which layers rotate by these frequencies
 */
public record Variations(
    Biases biases, QkNorm qkNorm, AttentionWindow window, RopeScaling ropeScaling, LayerRotation rotation) {}
