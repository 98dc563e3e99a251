package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.PackedMatrix;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The matrices of a model as they are when this is made, packed for products with few rows ({@link
 * PackedMatrix}). All workers share one; it takes as much memory as the weights.
 */
public final class PackedWeights implements AutoCloseable {
  private final List<PackedMatrix> matrices;

  /** In each layer qkv, output, gate and up, down. */
  private static final int IN_LAYER = 4;

  private PackedWeights(List<PackedMatrix> matrices) {
    this.matrices = matrices;
  }

  /** True where weights of this type can be packed on this machine. */
  public static boolean supports(DType dtype) {
    return PackedMatrix.supports(dtype);
  }

  /**
   * Packs; workers take matrices in turn.
   *
   * @param matrices gives each [out, in], to be copied; asked by several threads
   */
  static PackedWeights of(
      ParameterLayout layout, Function<ParameterLayout.Leaf, Tensor> matrices, Workers workers) {
    List<ParameterLayout.Leaf> leaves = leaves(layout);
    List<List<PackedMatrix>> packed =
        workers.onEach(worker -> pack(matrices, leaves, worker, workers.size()));
    List<PackedMatrix> inOrder = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      inOrder.add(packed.get(i % workers.size()).get(i / workers.size()));
    }
    return new PackedWeights(inOrder);
  }

  /** How many weights of a model are packed: those of its matrices. */
  static long elements(DecoderConfig config) {
    return leaves(ParameterLayout.of(config)).stream()
        .mapToLong(ParameterLayout.Leaf::elements)
        .sum();
  }

  private static List<ParameterLayout.Leaf> leaves(ParameterLayout layout) {
    List<ParameterLayout.Leaf> leaves = new ArrayList<>();
    for (ParameterLayout.Layer layer : layout.layers()) {
      leaves.addAll(List.of(layer.qkv(), layer.output(), layer.gateUp(), layer.down()));
    }
    leaves.add(layout.head() == null ? layout.embedding() : layout.head());
    return leaves;
  }

  private static List<PackedMatrix> pack(
      Function<ParameterLayout.Leaf, Tensor> matrices,
      List<ParameterLayout.Leaf> leaves,
      int first,
      int step) {
    List<PackedMatrix> packed = new ArrayList<>();
    try (Gradients.Mode off = Gradients.off()) {
      for (int i = first; i < leaves.size(); i += step) {
        try (TensorScope scope = new TensorScope()) {
          packed.add(new PackedMatrix(matrices.apply(leaves.get(i))));
        }
      }
    }
    return packed;
  }

  PackedMatrix qkv(int layer) {
    return matrices.get(layer * IN_LAYER);
  }

  PackedMatrix output(int layer) {
    return matrices.get(layer * IN_LAYER + 1);
  }

  PackedMatrix gateUp(int layer) {
    return matrices.get(layer * IN_LAYER + 2);
  }

  PackedMatrix down(int layer) {
    return matrices.get(layer * IN_LAYER + 3);
  }

  PackedMatrix head() {
    return matrices.get(matrices.size() - 1);
  }

  @Override
  public void close() {
    matrices.forEach(PackedMatrix::close);
  }
}
