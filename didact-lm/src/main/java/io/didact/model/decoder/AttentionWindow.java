package io.didact.model.decoder;

import java.util.Collections;
import java.util.List;

/** How many tokens a token sees, itself and those before it, in each of the layers. */
public sealed interface AttentionWindow {
  /** More than any sequence has. */
  int UNLIMITED = Integer.MAX_VALUE;

  /** All layers see everything. */
  AttentionWindow FULL = new Full();

  /** Tokens that a token of a layer sees at most, itself included. */
  int of(int layer);

  /** The smallest of all layers'. */
  int narrowest();

  /** See {@link #FULL}. */
  record Full() implements AttentionWindow {
    @Override
    public int of(int layer) {
      return UNLIMITED;
    }

    @Override
    public int narrowest() {
      return UNLIMITED;
    }
  }

  /**
   * Some layers, at least one, see a window that slides along with the token.
   *
   * @param tokens W, at least 1: a token sees itself and the W − 1 tokens before it
   * @param layers for each layer, whether it is one of them
   */
  record Sliding(int tokens, List<Boolean> layers) implements AttentionWindow {
    public Sliding {
      if (tokens < 1) {
        throw new IllegalArgumentException("sliding_window must be ≥ 1, was " + tokens);
      }
      if (!layers.contains(true)) {
        throw new IllegalArgumentException("a sliding window needs a layer that has it");
      }
      layers = List.copyOf(layers);
    }

    @Override
    public int of(int layer) {
      return layers.get(layer) ? tokens : UNLIMITED;
    }

    @Override
    public int narrowest() {
      return tokens;
    }
  }

  /** A window of some layers; {@link #FULL} where there is none among them. */
  static AttentionWindow of(int tokens, List<Boolean> layers) {
    return layers.contains(true) ? new Sliding(tokens, layers) : FULL;
  }

  /** A window of all layers. */
  static AttentionWindow ofAll(int tokens, int layers) {
    return of(tokens, Collections.nCopies(layers, true));
  }
}
