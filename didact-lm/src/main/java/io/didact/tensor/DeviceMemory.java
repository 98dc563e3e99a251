package io.didact.tensor;

import org.bytedeco.pytorch.SizeTPair;
import org.bytedeco.pytorch.global.torch;

/**
 * A GPU's memory in bytes, and what is made as large as it allows.
 *
 * @param free that nobody has, now
 * @param total of the GPU
 */
public record DeviceMemory(long free, long total) {
  /** In place of asking the GPU, bytes: to compute as if it were smaller. */
  private static final String PROPERTY = "didact.deviceMemory";

  private static final long MIB = 1L << 20;

  /** The first GPU's. */
  public static DeviceMemory ofGpu() {
    Long told = Long.getLong(PROPERTY);
    if (told != null) {
      return new DeviceMemory(told, told);
    }
    Libtorch.load();
    try (TensorScope scope = new TensorScope()) {
      SizeTPair info = torch.getMemoryInfo((byte) 0);
      return new DeviceMemory(info.first(), info.second());
    }
  }

  /**
   * What the logits of one chunk of rows may take in the type of the weights: from 128 MiB, which
   * keep a GPU busy, to 1 GiB. With the tiles that are worked on it is three times as much.
   */
  public long forLogits() {
    return Math.max(128 * MIB, Math.min(1024 * MIB, total / 128));
  }

  /**
   * What keys and values may take: a quarter of the memory, and half of what is free, for training
   * is to come.
   */
  public long forCache() {
    return Math.min(total / 4, free / 2);
  }
}
