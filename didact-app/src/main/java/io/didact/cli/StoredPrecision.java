package io.didact.cli;

import io.didact.model.checkpoint.Inspection;
import io.didact.model.checkpoint.WeightFiles;
import io.didact.tensor.DType;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

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

  /** The type that most of a model's weights have. */
  static DType usual(Path model) {
    Map<DType, WeightFiles.Amount> types = Inspection.of(model).weights().types();
    return types.entrySet().stream()
        .filter(each -> each.getKey().isFloating() && each.getKey() != DType.FLOAT64)
        .max(Comparator.comparingLong(each -> each.getValue().bytes()))
        .map(Map.Entry::getKey)
        .orElse(DType.FLOAT32);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
