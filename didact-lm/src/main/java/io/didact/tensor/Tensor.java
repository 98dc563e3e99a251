package io.didact.tensor;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array on a {@link Device}, with the operations that the product needs and no
 * others. What is made from nothing or from Java's values is made on the device in force.
 *
 * <p>Operations return new tensors that belong to the innermost {@link TensorScope}; those whose
 * name ends in {@code _} change this tensor and return it. Dimensions may be counted from the end.
 */
public final class Tensor implements AutoCloseable {
  static {
    Libtorch.load();
  }

  /** Which gelu; lives on after the scope that it is made in. */
  private static final BytePointer TANH = new BytePointer("tanh").retainReference();

  /** Elements that are looked at in one call: a whole model's would need as much memory again. */
  private static final long CHECKED_ELEMENTS = 1 << 22;

  private final org.bytedeco.pytorch.Tensor handle;

  Tensor(org.bytedeco.pytorch.Tensor handle) {
    this.handle = handle;
  }

  org.bytedeco.pytorch.Tensor handle() {
    return handle;
  }

  // ---- making ----

  public static Tensor zeros(DType dtype, long... shape) {
    return new Tensor(torch.zeros(shape, dtype.options()));
  }

  public static Tensor empty(DType dtype, long... shape) {
    return new Tensor(torch.empty(shape, dtype.options(), new MemoryFormatOptional()));
  }

  public static Tensor full(DType dtype, double value, long... shape) {
    return new Tensor(torch.full(shape, new Scalar(value), dtype.options()));
  }

  /** The numbers 0, 1, …, {@code end} − 1 as INT64. */
  public static Tensor arange(long end) {
    return new Tensor(torch.arange(new Scalar(end), DType.INT64.options()));
  }

  /** An INT64 tensor of the given values. */
  public static Tensor ofLongs(long[] values, long... shape) {
    return received(new Tensor(torch.tensor(values))).view(shape);
  }

  /** An INT64 tensor [n]. */
  public static Tensor ofInts(int[] values) {
    return ofLongs(Arrays.stream(values).asLongStream().toArray(), values.length);
  }

  /** A FLOAT32 tensor of the given values. */
  public static Tensor ofFloats(float[] values, long... shape) {
    return received(new Tensor(torch.tensor(values))).view(shape);
  }

  /** A FLOAT64 tensor of the given values. */
  public static Tensor ofDoubles(double[] values, long... shape) {
    Tensor made = inMainMemory(DType.FLOAT64, values.length);
    if (values.length > 0) {
      made.handle.data_ptr_double().put(values);
    }
    return received(made).view(shape);
  }

  /** Values of main memory on the device in force. */
  private static Tensor received(Tensor host) {
    Transfers.wrote(host);
    return Device.current().receive(host);
  }

  /** A UINT8 tensor of the given values, in main memory. */
  static Tensor ofBytes(byte[] values) {
    Tensor made = inMainMemory(DType.UINT8, values.length);
    if (values.length > 0) {
      try (TensorScope scope = new TensorScope()) {
        new BytePointer(made.handle.data_ptr()).put(values);
      }
    }
    return made;
  }

  /** The values of a contiguous UINT8 tensor in main memory. */
  byte[] toBytes() {
    byte[] values = new byte[Math.toIntExact(elements())];
    if (values.length > 0) {
      try (TensorScope scope = new TensorScope()) {
        new BytePointer(handle.data_ptr()).get(values);
      }
    }
    return values;
  }

  /** Of whatever values, in main memory whatever the device. */
  static Tensor inMainMemory(DType dtype, long... shape) {
    try (Device.Scope host = Device.CPU.use()) {
      return empty(dtype, shape);
    }
  }

  /** All tensors, one after another along {@code dimension}. */
  public static Tensor cat(List<Tensor> parts, long dimension) {
    return parts.size() == 1
        ? parts.get(0)
        : new Tensor(torch.cat(new TensorVector(handles(parts)), dimension));
  }

  // ---- shape and values ----

  /** Where it lies. */
  public Device device() {
    return handle.is_cuda() ? Device.CUDA : Device.CPU;
  }

  public DType dtype() {
    return DType.of(handle.scalar_type());
  }

  public long[] shape() {
    long[] shape = new long[(int) handle.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = handle.size(i);
    }
    return shape;
  }

  public long size(int dimension) {
    return handle.size(dimension);
  }

  public long elements() {
    return handle.numel();
  }

  /** Bytes of all elements. */
  long bytes() {
    return elements() * dtype().bytes();
  }

  /** The one value of a tensor with one element. */
  public double item() {
    Transfers.read(this);
    return handle.item_double();
  }

  /** All values in row-major order as floats. */
  public float[] toFloats() {
    float[] values = new float[Math.toIntExact(elements())];
    if (values.length > 0) { // an empty tensor has no memory to point to
      try (TensorScope scope = new TensorScope()) {
        to(DType.FLOAT32).detach().contiguous().inMainMemory().handle.data_ptr_float().get(values);
      }
    }
    return values;
  }

  /** All values in row-major order as doubles. */
  public double[] toDoubles() {
    double[] values = new double[Math.toIntExact(elements())];
    if (values.length > 0) { // an empty tensor has no memory to point to
      try (TensorScope scope = new TensorScope()) {
        to(DType.FLOAT64).detach().contiguous().inMainMemory().handle.data_ptr_double().get(values);
      }
    }
    return values;
  }

  /** All values in row-major order as longs. */
  public long[] toLongs() {
    long[] values = new long[Math.toIntExact(elements())];
    if (values.length > 0) { // an empty tensor has no memory to point to
      try (TensorScope scope = new TensorScope()) {
        to(DType.INT64).contiguous().inMainMemory().handle.data_ptr_long().get(values);
      }
    }
    return values;
  }

  /** These values in main memory: itself, where it lies there. Waits for a GPU. */
  Tensor inMainMemory() {
    Transfers.read(this);
    return device() == Device.CPU ? this : new Tensor(handle.cpu());
  }

  /** True when every element of this contiguous tensor is a finite number. */
  public boolean isFinite() {
    long elements = elements();
    for (long at = 0; at < elements; at += CHECKED_ELEMENTS) {
      try (TensorScope scope = new TensorScope()) {
        Tensor some = view(-1).narrow(0, at, Math.min(CHECKED_ELEMENTS, elements - at));
        Tensor finite = new Tensor(some.handle.isfinite().all());
        Transfers.read(finite);
        if (!finite.handle.item_bool()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Fills this contiguous tensor's memory (little-endian elements) from a file.
   *
   * @param position of the first byte in the file
   * @throws EOFException where the file ends before the tensor does
   */
  public void readFrom(FileChannel file, long position) throws IOException {
    new TensorBytes(this).readFrom(file, position);
  }

  /** Appends this contiguous tensor's memory (little-endian elements) to a file. */
  public void writeTo(FileChannel file) throws IOException {
    new TensorBytes(this).writeTo(file);
  }

  public Tensor view(long... shape) {
    return new Tensor(handle.view(shape));
  }

  public Tensor reshape(long... shape) {
    return new Tensor(handle.reshape(shape));
  }

  public Tensor transpose(int a, int b) {
    return new Tensor(handle.transpose(a, b));
  }

  /** Dimensions in another order. */
  public Tensor permute(long... order) {
    return new Tensor(handle.permute(order));
  }

  public Tensor unsqueeze(int dimension) {
    return new Tensor(handle.unsqueeze(dimension));
  }

  public Tensor expand(long... shape) {
    return new Tensor(handle.expand(shape));
  }

  public Tensor contiguous() {
    return new Tensor(handle.contiguous());
  }

  public Tensor narrow(int dimension, long start, long length) {
    return new Tensor(handle.narrow(dimension, start, length));
  }

  /** A view of the windows of a dimension, which go to a new last one. */
  public Tensor unfold(int dimension, long size, long step) {
    return new Tensor(handle.unfold(dimension, size, step));
  }

  public Tensor select(int dimension, long index) {
    return new Tensor(handle.select(dimension, index));
  }

  /** Parts of the given sizes along a dimension; its gradient is one concatenation. */
  public Tensor[] split(long[] sizes, int dimension) {
    TensorVector parts = handle.split_with_sizes(sizes, dimension);
    Tensor[] out = new Tensor[sizes.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = new Tensor(new org.bytedeco.pytorch.Tensor(parts.get(i)));
    }
    return out;
  }

  /** A copy in memory of its own, of the same type. */
  public Tensor copy() {
    return new Tensor(handle.clone());
  }

  public Tensor to(DType dtype) {
    return new Tensor(handle.toType(dtype.scalarType()));
  }

  // ---- arithmetic ----

  public Tensor add(Tensor other) {
    return new Tensor(handle.add(other.handle));
  }

  public Tensor add(double value) {
    return new Tensor(handle.add(new Scalar(value)));
  }

  public Tensor sub(Tensor other) {
    return new Tensor(handle.sub(other.handle));
  }

  public Tensor sub(long value) {
    return new Tensor(handle.sub(new Scalar(value)));
  }

  public Tensor mul(Tensor other) {
    return new Tensor(handle.mul(other.handle));
  }

  public Tensor mul(double value) {
    return new Tensor(handle.mul(new Scalar(value)));
  }

  public Tensor mul(long value) {
    return new Tensor(handle.mul(new Scalar(value)));
  }

  public Tensor div(double value) {
    return new Tensor(handle.div(new Scalar(value)));
  }

  public Tensor div(Tensor other) {
    return new Tensor(handle.div(other.handle));
  }

  public Tensor exp() {
    return new Tensor(handle.exp());
  }

  /** exp(x) − 1, exact near 0. */
  public Tensor expm1() {
    return new Tensor(handle.expm1());
  }

  public Tensor log() {
    return new Tensor(handle.log());
  }

  public Tensor silu() {
    return new Tensor(torch.silu(handle));
  }

  /** x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))). */
  public Tensor geluTanh() {
    return new Tensor(torch.gelu(handle, TANH));
  }

  public Tensor matmul(Tensor other) {
    return new Tensor(handle.matmul(other.handle));
  }

  /** this · weightᵀ + bias. */
  public Tensor linear(Tensor weight, @Nullable Tensor bias) {
    return new Tensor(
        bias == null
            ? torch.linear(handle, weight.handle)
            : torch.linear(handle, weight.handle, new TensorOptional(bias.handle)));
  }

  /** Rows of this table [V, d] by id [n] → [n, d]. */
  public Tensor embedding(Tensor ids) {
    return new Tensor(torch.embedding(handle, ids.handle));
  }

  /** 1/√x. */
  public Tensor rsqrt() {
    return new Tensor(handle.rsqrt());
  }

  /** The mean along a dimension, which stays with size 1. */
  public Tensor mean(int dimension) {
    return new Tensor(handle.mean(new long[] {dimension}, true, new ScalarTypeOptional()));
  }

  /** this + a · b, in one product where the library has it. */
  public Tensor addmm(Tensor a, Tensor b) {
    return new Tensor(handle.addmm(a.handle, b.handle));
  }

  /** x / sqrt(mean(x²) + ε) · weight over the last dimension. */
  public Tensor rmsNorm(Tensor weight, double epsilon) {
    return new Tensor(
        torch.rms_norm(
            handle,
            weight.shape(),
            new TensorOptional(weight.handle),
            new DoubleOptional(epsilon)));
  }

  public Tensor softmax(int dimension) {
    return new Tensor(handle.softmax(dimension));
  }

  public Tensor logSoftmax(int dimension) {
    return new Tensor(handle.log_softmax(dimension));
  }

  public Tensor logSumExp(int dimension) {
    return new Tensor(torch.logsumexp(handle, dimension));
  }

  public Tensor sum() {
    return new Tensor(handle.sum());
  }

  public Tensor sum(int dimension) {
    return new Tensor(handle.sum(dimension));
  }

  /** Sums added up in another type. */
  public Tensor sum(int dimension, DType dtype) {
    return new Tensor(
        torch.sum(
            handle, new long[] {dimension}, false, new ScalarTypeOptional(dtype.scalarType())));
  }

  /** The largest along a dimension, which stays with size 1. */
  public Tensor max(int dimension) {
    return new Tensor(handle.amax(new long[] {dimension}, true));
  }

  /** The 2-norm of all elements, summed in double. */
  public double norm() {
    try (TensorScope scope = new TensorScope()) {
      return Norm.of(view(elements()));
    }
  }

  /** [1] the 2-norm of all elements, summed in their own type. */
  Tensor vectorNorm() {
    return new Tensor(handle.norm()).view(1);
  }

  /** [rows, 1] the 2-norms of a matrix's rows, summed in their own type. */
  Tensor rowNorms() {
    return new Tensor(handle.norm(new ScalarOptional(new Scalar(2)), new long[] {1}, true));
  }

  public Tensor cumsum(int dimension) {
    return new Tensor(handle.cumsum(dimension));
  }

  public Tensor argmax(int dimension) {
    return new Tensor(handle.argmax(new LongOptional(dimension), false));
  }

  /** Shifts the last dimension cyclically by {@code places}. */
  public Tensor rollLast(long places) {
    return new Tensor(torch.roll(handle, new long[] {places}, -1));
  }

  /** Descending order: values and their indices. */
  public Sorted sortDescending(int dimension) {
    T_TensorTensor_T sorted = handle.sort(dimension, true);
    return new Sorted(
        new Tensor(new org.bytedeco.pytorch.Tensor(sorted.get0())),
        new Tensor(new org.bytedeco.pytorch.Tensor(sorted.get1())));
  }

  /**
   * @param values sorted values
   * @param indices where each value stood
   */
  public record Sorted(Tensor values, Tensor indices) {}

  /** For each row, the first position whose (ascending) value is greater than the row's probe. */
  public Tensor searchSortedRight(Tensor probes) {
    return new Tensor(
        torch.searchsorted(handle, probes.handle, false, true, null, new TensorOptional()));
  }

  /** The smaller of each element and {@code most}; whole numbers stay whole. */
  public Tensor clampMax(long most) {
    return new Tensor(handle.clamp_max(new Scalar(most)));
  }

  /** The larger of each element and {@code least}; whole numbers stay whole. */
  public Tensor clampMin(long least) {
    return new Tensor(handle.clamp_min(new Scalar(least)));
  }

  /** Each element, or the bound that it is beyond. */
  public Tensor clamp(double least, double most) {
    return new Tensor(
        handle.clamp(new ScalarOptional(new Scalar(least)), new ScalarOptional(new Scalar(most))));
  }

  /** The smaller of each two elements. */
  public Tensor minimum(Tensor other) {
    return new Tensor(handle.minimum(other.handle));
  }

  public Tensor lessThan(Tensor other) {
    return new Tensor(handle.lt(other.handle));
  }

  public Tensor greaterThan(Tensor other) {
    return new Tensor(handle.gt(other.handle));
  }

  public Tensor greaterOrEqual(Tensor other) {
    return new Tensor(handle.ge(other.handle));
  }

  public Tensor equalTo(Tensor other) {
    return new Tensor(handle.eq(other.handle));
  }

  public Tensor maskedFill(Tensor mask, double value) {
    return new Tensor(handle.masked_fill(mask.handle, new Scalar(value)));
  }

  public Tensor gather(int dimension, Tensor index) {
    return new Tensor(handle.gather(dimension, index.handle));
  }

  public Tensor scatter(int dimension, Tensor index, Tensor source) {
    return new Tensor(handle.scatter(dimension, index.handle, source.handle));
  }

  public Tensor indexSelect(int dimension, Tensor index) {
    return new Tensor(handle.index_select(dimension, index.handle));
  }

  /**
   * softmax(q·kᵀ / √dh + mask) · v.
   *
   * @param q [batch, heads, rows, dh]; k and v [batch, heads, columns, dh]
   * @param mask added to the scores, broadcast to [batch, heads, rows, columns]; null for none
   * @param causal row i sees columns ≤ i only; excludes a mask
   * @return [batch, heads, rows, dh]
   */
  public static Tensor attention(
      Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, boolean causal) {
    return new Tensor(
        torch.scaled_dot_product_attention(
            q.handle,
            k.handle,
            v.handle,
            mask == null ? new TensorOptional() : new TensorOptional(mask.handle),
            0.0,
            causal,
            new DoubleOptional(),
            false));
  }

  /**
   * The same with the scale of its weights, from which the results over parts of the columns can be
   * put together. Fast for 32 and 64 bits only.
   *
   * @param mask of finite numbers: a row without any column would have no result
   */
  public static Attended attentionOverPart(Tensor q, Tensor k, Tensor v, Tensor mask) {
    IValueVector results =
        FLASH.call(
            Operator.of(q),
            Operator.of(k),
            Operator.of(v),
            new IValue(0.0),
            new IValue(false),
            Operator.of(mask),
            new IValue());
    return new Attended(Operator.result(results, 0), Operator.result(results, 1));
  }

  private static final Operator FLASH =
      new Operator("aten::_scaled_dot_product_flash_attention_for_cpu", "");

  /**
   * Attention over a part of the columns.
   *
   * @param values softmax over the part times its values [batch, heads, rows, dh]
   * @param logSumExp of the part's scores [batch, heads, rows]
   */
  public record Attended(Tensor values, Tensor logSumExp) {}

  // ---- changing in place ----

  public Tensor add_(Tensor other) {
    handle.add_(other.handle);
    return this;
  }

  public Tensor sub_(Tensor other) {
    handle.sub_(other.handle);
    return this;
  }

  public Tensor exp_() {
    handle.exp_();
    return this;
  }

  public Tensor mul_(Tensor other) {
    handle.mul_(other.handle);
    return this;
  }

  public Tensor mul_(double value) {
    handle.mul_(new Scalar(value));
    return this;
  }

  /** this += a · b, elementwise. */
  public Tensor addcmul_(Tensor a, Tensor b) {
    handle.addcmul_(a.handle, b.handle);
    return this;
  }

  /** Becomes a · b, elementwise. */
  public Tensor product_(Tensor a, Tensor b) {
    torch.mul_out(handle, a.handle, b.handle);
    return this;
  }

  /** Becomes the derivative by x of silu(x), times {@code gradient}. */
  public Tensor siluBackward_(Tensor gradient, Tensor x) {
    torch.silu_backward_out(handle, gradient.handle, x.handle);
    return this;
  }

  /** Becomes the derivative by x of {@link #geluTanh} of x, times {@code gradient}. */
  public Tensor geluTanhBackward_(Tensor gradient, Tensor x) {
    torch.gelu_backward_out(handle, gradient.handle, x.handle, TANH);
    return this;
  }

  public Tensor zero_() {
    handle.zero_();
    return this;
  }

  public Tensor fill_(double value) {
    handle.fill_(new Scalar(value));
    return this;
  }

  public Tensor copy_(Tensor source) {
    handle.copy_(source.handle);
    return this;
  }

  /** this + weight · (target − this). */
  public Tensor lerp_(Tensor target, double weight) {
    handle.lerp_(target.handle, new Scalar(weight));
    return this;
  }

  /** this += aᵀ · b for a [n, r], b [n, c], this [r, c]. */
  public Tensor addTransposedProduct_(Tensor a, Tensor b) {
    handle.addmm_(a.handle.t(), b.handle);
    return this;
  }

  /** Adds {@code source} [n, …] to the parts of this at {@code index} [n] along a dimension. */
  public Tensor indexAdd_(int dimension, Tensor index, Tensor source) {
    handle.index_add_(dimension, index.handle, source.handle);
    return this;
  }

  /** this += scale · a · b for a [n, k], b [k, c], this [n, c]. */
  public Tensor addProduct_(Tensor a, Tensor b, double scale) {
    handle.addmm_(a.handle, b.handle, new Scalar(1.0), new Scalar(scale));
    return this;
  }

  public Tensor scatter_(int dimension, Tensor index, Tensor source) {
    handle.scatter_(dimension, index.handle, source.handle);
    return this;
  }

  public Tensor indexCopy_(int dimension, Tensor index, Tensor source) {
    handle.index_copy_(dimension, index.handle, source.handle);
    return this;
  }

  // ---- gradients ----

  /** The same values, cut off from what made them. */
  public Tensor detach() {
    return new Tensor(handle.detach());
  }

  /** Makes this a leaf that collects a gradient of its own. */
  public Tensor requireGradient() {
    handle.set_requires_grad(true);
    return this;
  }

  /** The gradient that this leaf has collected. */
  public Tensor gradient() {
    return new Tensor(new org.bytedeco.pytorch.Tensor(handle.grad()));
  }

  /** Sends a gradient of this tensor's shape back to all leaves. */
  public void backward(Tensor gradient) {
    handle.backward(gradient.handle, new BoolOptional(false), false, new TensorArrayRefOptional());
  }

  // ---- life ----

  /** Takes this tensor out of the innermost scope: the caller closes it. */
  public Tensor owned() {
    handle.retainReference();
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      scope.detach(handle);
    }
    return this;
  }

  /** Frees this tensor's handle now; its memory goes when no other tensor views it. */
  @Override
  public void close() {
    handle.close();
  }

  @Override
  public String toString() {
    return dtype() + Arrays.toString(shape());
  }

  private static org.bytedeco.pytorch.Tensor[] handles(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::handle).toArray(org.bytedeco.pytorch.Tensor[]::new);
  }
}
