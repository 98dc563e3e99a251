package io.didact.model.decoder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the matrices A and B of an adapter lie in its flat buffer. The A of matrices that are one
 * in memory (q, k and v; gate and up) lie side by side, since they are multiplied by the same x.
 *
 * @param blocks by the offset of the adapted leaf
 * @param parts all matrices, in their order, with the names of their tensors
 * @param buckets of its gradient: one a layer
 * @param size elements in all
 */
record LoraLayout(
    Map<Long, Block> blocks, List<ParameterLayout.Part> parts, List<Bucket> buckets, long size) {
  static final String A = ".lora_A.weight";
  static final String B = ".lora_B.weight";

  /**
   * What is added to one matrix in memory.
   *
   * @param place its number among the blocks
   * @param a offset of all A, one below the other [all r, in]
   * @param in columns of the matrix
   */
  record Block(int place, long a, long in, List<Piece> pieces) {
    /** Rows of all A. */
    long ranks() {
      return pieces.stream().mapToLong(Piece::rank).sum();
    }
  }

  /**
   * What is added to some rows of it.
   *
   * @param start the first row
   * @param rows how many
   * @param b offset of B [rows, r]
   * @param rank r
   * @param scaling s
   */
  record Piece(long start, long rows, long b, long rank, double scaling) {}

  /**
   * @throws IllegalArgumentException naming modules that the model has not
   */
  static LoraLayout of(DecoderConfig config, LoraShape shape) {
    List<String> unknown = new ArrayList<>(shape.modules());
    unknown.removeAll(LoraShape.modulesOf(config));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("the model has no matrices " + unknown);
    }
    Builder builder = new Builder(shape);
    ParameterLayout.of(config).layers().forEach(builder::add);
    return new LoraLayout(builder.blocks, builder.parts, builder.buckets, builder.size);
  }

  @Nullable Block block(ParameterLayout.Leaf leaf) {
    return blocks.get(leaf.offset());
  }

  private static final class Builder {
    private final LoraShape shape;
    private final Map<Long, Block> blocks = new HashMap<>();
    private final List<ParameterLayout.Part> parts = new ArrayList<>();
    private final List<Bucket> buckets = new ArrayList<>();
    private int layers;
    private long size;

    Builder(LoraShape shape) {
      this.shape = shape;
    }

    void add(ParameterLayout.Layer layer) {
      long start = size;
      layer.leaves().stream().filter(leaf -> leaf.shape().length == 2).forEach(this::add);
      if (size > start) {
        buckets.add(new Bucket(start, size, layers, false));
      }
      layers++;
    }

    private void add(ParameterLayout.Leaf leaf) {
      List<ParameterLayout.Part> adapted =
          leaf.parts().stream()
              .filter(part -> shape.modules().contains(LoraShape.module(part.name())))
              .toList();
      if (adapted.isEmpty()) {
        return;
      }
      long in = leaf.shape()[1];
      long a = size;
      for (ParameterLayout.Part part : adapted) {
        String module = LoraShape.module(part.name());
        take(module + A, shape.rank(module), in);
      }
      List<Piece> pieces = new ArrayList<>();
      for (ParameterLayout.Part part : adapted) {
        String module = LoraShape.module(part.name());
        long start = (part.offset() - leaf.offset()) / in;
        long rows = part.shape()[0];
        long rank = shape.rank(module);
        pieces.add(
            new Piece(start, rows, take(module + B, rows, rank), rank, shape.scaling(module)));
      }
      blocks.put(leaf.offset(), new Block(blocks.size(), a, in, pieces));
    }

    private long take(String name, long rows, long columns) {
      long offset = size;
      parts.add(new ParameterLayout.Part(name, offset, new long[] {rows, columns}));
      size += rows * columns;
      return offset;
    }
  }
}
