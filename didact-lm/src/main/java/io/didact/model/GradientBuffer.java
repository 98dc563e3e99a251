package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of all weights as far as one lane works it out, summed in at least 32 bits: what is
 * small against the sum of many passes is not rounded away.
 *
 * <p>The first lane's buffer lies like the weights. The others' lack the matrices that have a row a
 * token (embedding and head): all lanes share those of the first.
 */
public final class GradientBuffer implements AutoCloseable {
  private final Parameters parameters;
  private final @Nullable GradientBuffer first;
  private final Tensor sum;

  /** Of the first lane; all zero. */
  public GradientBuffer(Parameters parameters) {
    this(parameters, null, parameters.size());
  }

  private GradientBuffer(Parameters parameters, @Nullable GradientBuffer first, long size) {
    this.parameters = parameters;
    this.first = first;
    DType dtype = parameters.flat().dtype();
    sum = Tensor.zeros(dtype.bytes() < 4 ? DType.FLOAT32 : dtype, size).owned();
  }

  /** Of another lane, where this is the first's; all zero. Good while this one is. */
  public GradientBuffer beside() {
    return new GradientBuffer(parameters, this, parameters.size() - ofTokens(parameters.size()));
  }

  /** The sum [size]; of another lane than the first, what it has alone. */
  public Tensor sum() {
    return sum;
  }

  /** Where the gradient of a weight is summed. */
  Tensor view(ParameterLayout.Leaf leaf) {
    if (first == null) {
      return Parameters.viewOf(sum, leaf.offset(), leaf.shape());
    }
    return isOfTokens(leaf)
        ? first.view(leaf)
        : Parameters.viewOf(sum, leaf.offset() - ofTokens(leaf.offset()), leaf.shape());
  }

  private boolean isOfTokens(ParameterLayout.Leaf leaf) {
    return leaf.equals(parameters.layout().embedding()) || leaf.equals(parameters.layout().head());
  }

  /** How many of the first {@code end} elements belong to embedding and head. */
  private long ofTokens(long end) {
    ParameterLayout.Leaf embedding = parameters.layout().embedding();
    ParameterLayout.Leaf head = parameters.layout().head();
    return (embedding.offset() < end ? embedding.elements() : 0)
        + (head != null && head.offset() < end ? head.elements() : 0);
  }

  /** Starts a new sum. */
  public void zero() {
    zero(0, 1);
  }

  /** Starts a new sum in one of {@code parts} equal parts. */
  public void zero(int part, int parts) {
    try (TensorScope scope = new TensorScope()) {
      long start = sum.elements() * part / parts;
      sum.narrow(0, start, sum.elements() * (part + 1) / parts - start).zero_();
    }
  }

  /** Adds to this first lane's sum what another lane has alone. */
  public void add(GradientBuffer other) {
    long afterEmbedding = parameters.layout().embedding().elements();
    ParameterLayout.Leaf head = parameters.layout().head();
    if (head == null) {
      add(other, afterEmbedding, parameters.size());
    } else {
      add(other, afterEmbedding, head.offset());
      add(other, head.offset() + head.elements(), parameters.size());
    }
  }

  private void add(GradientBuffer other, long start, long end) {
    try (TensorScope scope = new TensorScope()) {
      Tensor own = other.sum.narrow(0, start - ofTokens(start), end - start);
      sum.narrow(0, start, end - start).add_(own);
    }
  }

  @Override
  public void close() {
    sum.close();
  }
}
