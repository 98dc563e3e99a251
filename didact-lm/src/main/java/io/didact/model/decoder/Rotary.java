package io.didact.model.decoder;

/**
 * One way of rotating: pair i of a head's first n numbers turns by {@link RopeScaling#frequency} a
 * position.
 *
 * @param theta θ, base of the frequencies
 * @param scaling how these are changed
 * @param width n, even; the rest of a head stays
 */
public record Rotary(double theta, RopeScaling scaling, int width) {
  /** Of all pairs, in radians a position [n/2]. */
  double[] frequencies() {
    double[] frequencies = new double[width / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = scaling.frequency(i, theta, width);
    }
    return frequencies;
  }
}
