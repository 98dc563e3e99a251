package io.didact.model.decoder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the matrices A and B of an adapter lie in its flat buffer. The A of matrices that are one
 * in memory (q, k and v; gate and up) lie side by side, since they are multiplied by the same x.
 *
 * @param blocks by the offset of the adapted leaf
 * @param parts all matrices, in their order, with the names of their tensors
 * @param size elements in all
 */
record LoraLayout(Map<Long, Block> blocks, List<ParameterLayout.Part> parts, long size) {
  static final String A = ".lora_A.weight";
  static final String B = ".lora_B.weight";

  /**
   * What is added to one matrix in memory.
   *
   * @param place its number among the blocks
   * @param a offset of all A [pieces · r, in]
   * @param in columns of the matrix
   */
  record Block(int place, long a, long in, List<Piece> pieces) {}

  /**
   * What is added to some rows of it.
   *
   * @param start the first row
   * @param rows how many
   * @param b offset of B [rows, r]
   */
  record Piece(long start, long rows, long b) {}

  /**
   * @throws IllegalArgumentException naming modules that the model has not
   */
  static LoraLayout of(DecoderConfig config, LoraShape shape) {
    List<String> unknown = new ArrayList<>(shape.modules());
    unknown.removeAll(LoraShape.modulesOf(config));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("the model has no matrices " + unknown);
    }
    Builder builder = new Builder(shape.rank(), shape.modules());
    for (ParameterLayout.Layer layer : ParameterLayout.of(config).layers()) {
      layer.leaves().stream().filter(leaf -> leaf.shape().length == 2).forEach(builder::add);
    }
    return new LoraLayout(builder.blocks, builder.parts, builder.size);
  }

  @Nullable Block block(ParameterLayout.Leaf leaf) {
    return blocks.get(leaf.offset());
  }

  private static final class Builder {
    private final long rank;
    private final Set<String> modules;
    private final Map<Long, Block> blocks = new HashMap<>();
    private final List<ParameterLayout.Part> parts = new ArrayList<>();
    private long size;

    Builder(long rank, Set<String> modules) {
      this.rank = rank;
      this.modules = modules;
    }

    void add(ParameterLayout.Leaf leaf) {
      List<ParameterLayout.Part> adapted =
          leaf.parts().stream()
              .filter(part -> modules.contains(LoraShape.module(part.name())))
              .toList();
      if (adapted.isEmpty()) {
        return;
      }
      long in = leaf.shape()[1];
      long a = size;
      adapted.forEach(part -> take(LoraShape.module(part.name()) + A, rank, in));
      List<Piece> pieces = new ArrayList<>();
      for (ParameterLayout.Part part : adapted) {
        long start = (part.offset() - leaf.offset()) / in;
        long b = take(LoraShape.module(part.name()) + B, part.shape()[0], rank);
        pieces.add(new Piece(start, part.shape()[0], b));
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
