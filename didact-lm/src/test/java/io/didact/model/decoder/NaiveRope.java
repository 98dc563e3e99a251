package io.didact.model.decoder;

/**
 * Rotation as written on paper, one pair at a time: every scaling again, apart from the code that
 * is tested.
 */
final class NaiveRope {
  private final DecoderConfig config;
  private final boolean rotates;
  private final int turning;
  private final double theta;
  private final RopeScaling scaling;

  NaiveRope(DecoderConfig config, int layer) {
    this.config = config;
    turning = (int) (config.headDim() * config.variations().rotatedPart());
    LayerRotation rotation = config.variations().rotation();
    rotates = !(rotation instanceof LayerRotation.Some some) || some.rotated().get(layer);
    boolean windowed =
        config.window() instanceof AttentionWindow.Sliding sliding && sliding.layers().get(layer);
    if (windowed && rotation instanceof LayerRotation.ByWindow local) {
      theta = local.theta();
      scaling = local.scaling();
    } else {
      theta = config.ropeTheta();
      scaling = config.ropeScaling();
    }
  }

  /** Turns the pairs (i, i + n/2) of the first n numbers of each head. */
  double[] rotate(double[] heads, int position) {
    if (!rotates) {
      return heads;
    }
    int width = turning;
    double[] out = heads.clone();
    for (int from = 0; from < heads.length; from += config.headDim()) {
      for (int i = 0; i < width / 2; i++) {
        double angle = position * frequency(i);
        double a = heads[from + i];
        double b = heads[from + i + width / 2];
        out[from + i] = stretch() * (a * Math.cos(angle) - b * Math.sin(angle));
        out[from + i + width / 2] = stretch() * (b * Math.cos(angle) + a * Math.sin(angle));
      }
    }
    return out;
  }

  private double frequency(int i) {
    double f = 1 / Math.pow(theta, 2.0 * i / turning);
    if (scaling instanceof RopeScaling.Linear linear) {
      return f / linear.factor();
    }
    if (scaling instanceof RopeScaling.Llama3 llama3) {
      // Turns within the original context: more than high stay, fewer than low are lengthened.
      double turns = llama3.originalPositions() * f / (2 * Math.PI);
      double low = llama3.lowFrequencyFactor();
      double high = llama3.highFrequencyFactor();
      double kept = Math.max(0, Math.min(1, (turns - low) / (high - low)));
      return f * kept + f / llama3.factor() * (1 - kept);
    }
    if (scaling instanceof YarnScaling yarn) {
      double first = pairWithTurns(yarn.betaFast(), yarn);
      double last = pairWithTurns(yarn.betaSlow(), yarn);
      if (yarn.truncate()) {
        first = Math.floor(first);
        last = Math.ceil(last);
      }
      first = Math.max(first, 0);
      last = Math.min(last, turning - 1);
      double lengthened = (i - first) / (last == first ? 0.001 : last - first);
      lengthened = lengthened < 0 ? 0 : lengthened > 1 ? 1 : lengthened;
      return f * (1 - lengthened + lengthened / yarn.factor());
    }
    return f;
  }

  /** i with original · θ^(−2i/d) / 2π = turns. */
  private double pairWithTurns(double turns, YarnScaling yarn) {
    double log = Math.log(yarn.originalPositions() / (2 * Math.PI * turns));
    return log / Math.log(theta) * turning / 2;
  }

  private double stretch() {
    return scaling instanceof YarnScaling yarn ? yarn.attentionFactor() : 1;
  }
}
