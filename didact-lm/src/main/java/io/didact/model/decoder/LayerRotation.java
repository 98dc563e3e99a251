package io.didact.model.decoder;

import java.util.List;
import java.util.Optional;

/** Which layers rotate queries and keys as {@code rope_theta} and its scaling say. */
public sealed interface LayerRotation {
  /** All layers. */
  LayerRotation ALL = new All();

  /**
   * How a layer rotates; empty where it does not.
   *
   * @param hasWindow whether the layer sees a window only
   * @param usual what {@code rope_theta} and its scaling say
   */
  Optional<Rotary> of(int layer, boolean hasWindow, Rotary usual);

  /** See {@link #ALL}. */
  record All() implements LayerRotation {
    @Override
    public Optional<Rotary> of(int layer, boolean hasWindow, Rotary usual) {
      return Optional.of(usual);
    }
  }

  /**
   * Some layers; the others see no positions (NoPE).
   *
   * @param rotated for each layer, whether it is one of them
   */
  record Some(List<Boolean> rotated) implements LayerRotation {
    public Some {
      rotated = List.copyOf(rotated);
    }

    @Override
    public Optional<Rotary> of(int layer, boolean hasWindow, Rotary usual) {
      return rotated.get(layer) ? Optional.of(usual) : Optional.empty();
    }
  }

  /**
   * Those that see everything; those with a window rotate in another way.
   *
   * @param theta base of the frequencies where a window slides
   * @param scaling how these are changed
   */
  record ByWindow(double theta, RopeScaling scaling) implements LayerRotation {
    public ByWindow {
      if (!(theta > 1) || Double.isInfinite(theta)) {
        throw new IllegalArgumentException(
            "rope_theta of layers with a window must be > 1, was " + theta);
      }
    }

    @Override
    public Optional<Rotary> of(int layer, boolean hasWindow, Rotary usual) {
      return Optional.of(hasWindow ? new Rotary(theta, scaling, usual.width()) : usual);
    }
  }
}
