package io.didact.model.decoder;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of a flat gradient that is whole at one place of the backward pass.
 *
 * @param start first element
 * @param end after the last
 * @param after the layer after whose backward pass nothing is added to it; the number of layers for
 *     the head's, −1 for what is whole at the end of the pass only
 * @param early whether something is added before that layer's backward pass too
 */
record Bucket(long start, long end, int after, boolean early) {
  /** What is whole at the end of a pass. */
  static final int END = -1;

  long length() {
    return end - start;
  }

  /** The buckets of all weights: embedding, layers, head; norms and biases of all layers. */
  static List<Bucket> of(ParameterLayout layout) {
    int layers = layout.layers().size();
    List<Bucket> buckets = new ArrayList<>();
    boolean tied = layout.head() == null;
    buckets.add(new Bucket(0, layout.embedding().elements(), END, tied));
    for (int i = 0; i < layers; i++) {
      ParameterLayout.Layer layer = layout.layers().get(i);
      long end = layer.down().offset() + layer.down().elements();
      buckets.add(new Bucket(layer.qkv().offset(), end, i, false));
    }
    if (layout.head() != null) {
      buckets.add(new Bucket(layout.head().offset(), layout.decayed(), layers, false));
    }
    buckets.add(new Bucket(layout.decayed(), layout.size(), END, true));
    return buckets;
  }
}
