package io.didact.cli;

import io.didact.tensor.DType;
import java.util.Locale;

/** In what weights are written to files. */
enum StoredPrecision {
  FP32(DType.FLOAT32),
  BF16(DType.BFLOAT16),
  FP16(DType.FLOAT16);

  private final DType dtype;

  StoredPrecision(DType dtype) {
    this.dtype = dtype;
  }

  DType dtype() {
    return dtype;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
