package io.didact.tensor;

import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Element types that tensors of ours have. */
public enum DType {
  FLOAT64(8, torch.ScalarType.Double),
  FLOAT32(4, torch.ScalarType.Float),
  FLOAT16(2, torch.ScalarType.Half),
  BFLOAT16(2, torch.ScalarType.BFloat16),
  INT64(8, torch.ScalarType.Long),
  UINT8(1, torch.ScalarType.Byte),
  BOOL(1, torch.ScalarType.Bool);

  private final int bytes;
  private final torch.ScalarType scalarType;

  DType(int bytes, torch.ScalarType scalarType) {
    this.bytes = bytes;
    this.scalarType = scalarType;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** True for types that gradients and log-probabilities can have. */
  public boolean isFloating() {
    return switch (this) {
      case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 -> true;
      case INT64, UINT8, BOOL -> false;
    };
  }

  /** What sums over many numbers of this type are held in: itself, or FLOAT32 where it is narrower. */
  public DType wide() {
    return isFloating() && bytes < 4 ? FLOAT32 : this;
  }

  torch.ScalarType scalarType() {
    return scalarType;
  }

  /**
   * Options for a new tensor on the device in force; made anew each time because the surrounding
   * scope owns it.
   */
  TensorOptions options() {
    return Device.current().options(scalarType);
  }

  static DType of(torch.ScalarType type) {
    for (DType dtype : values()) {
      if (dtype.scalarType.value == type.value) {
        return dtype;
      }
    }
    throw new IllegalArgumentException("tensor type " + type.intern() + " is not supported");
  }
}
