package io.didact.tensor;

import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NumberType;
import org.bytedeco.pytorch.OptionalType;
import org.bytedeco.pytorch.Type;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a weight matrix in the blocked layout of oneDNN, for products with few rows. OpenBLAS
 * and oneDNN lay plain weights out anew in every product, which costs several times the product
 * itself while it has less than some 32 rows; here it is done once.
 */
public final class PackedMatrix implements AutoCloseable {
  /** The number of rows that the layout is chosen for; others are as fast. */
  private static final long EXPECTED_ROWS = 8;

  private final Tensor packed;

  /** libtorch's operators, looked up when the first matrix is packed. */
  private static final class Operators {
    static final Operator REORDER = new Operator("mkldnn::_reorder_linear_weight", "");
    static final Operator PRODUCT = new Operator("mkldnn::_linear_pointwise", "");
    static final Operator SUM = new Operator("mkldnn::_linear_pointwise", "binary");
    static final GenericList NO_SCALARS = noScalars();

    private static GenericList noScalars() {
      try (TensorScope scope = new TensorScope()) {
        Type number = NumberType.getNumberIntTypePtr().get();
        OptionalType optional = OptionalType.create(new Type.TypePtr(number));
        return Operator.lasting(new GenericList(new Type.TypePtr(optional)));
      }
    }
  }

  /** Whether this machine's libtorch has such products, found out by one. */
  private enum Support {
    FLOAT32(DType.FLOAT32),
    BFLOAT16(DType.BFLOAT16);

    private final boolean available;

    Support(DType dtype) {
      available = works(dtype);
    }

    private static boolean works(DType dtype) {
      try (TensorScope scope = new TensorScope();
          Gradients.Mode off = Gradients.off();
          PackedMatrix ones = new PackedMatrix(Tensor.full(dtype, 1, 16, 16))) {
        return ones.product(Tensor.full(dtype, 1, 2, 16), null).sum().item() == 2 * 16 * 16;
      } catch (RuntimeException | LinkageError e) {
        return false; // a build without oneDNN, or a processor without 16-bit products
      }
    }
  }

  /** True where matrices of this type can be packed on the device in force. */
  public static boolean supports(DType dtype) {
    if (Device.current() != Device.CPU) {
      return false;
    }
    return switch (dtype) {
      case FLOAT32 -> Support.FLOAT32.available;
      case BFLOAT16 -> Support.BFLOAT16.available;
      case FLOAT64, FLOAT16, INT64, UINT8, BOOL -> false;
    };
  }

  /**
   * @param weight [out, in] of a type that is {@link #supports supported}; copied
   */
  public PackedMatrix(Tensor weight) {
    try (TensorScope scope = new TensorScope()) {
      packed =
          Operator.result(Operators.REORDER.call(Operator.of(weight), new IValue(EXPECTED_ROWS)), 0)
              .owned();
    }
  }

  /** x · weightᵀ + bias for x [rows, in]. */
  public Tensor product(Tensor x, @Nullable Tensor bias) {
    return Operator.result(
        Operators.PRODUCT.call(
            Operator.of(x),
            Operator.of(packed),
            Operator.of(bias),
            new IValue("none"),
            new IValue(Operators.NO_SCALARS),
            new IValue("")),
        0);
  }

  /** addend + x · weightᵀ + bias for x [rows, in] and addend [rows, out]. */
  public Tensor sum(Tensor addend, Tensor x, @Nullable Tensor bias) {
    return Operator.result(
        Operators.SUM.call(
            Operator.of(x),
            Operator.of(addend),
            Operator.of(packed),
            Operator.of(bias),
            new IValue("add")),
        0);
  }

  @Override
  public void close() {
    packed.close();
  }
}
