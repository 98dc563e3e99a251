package io.didact.bench;

import io.didact.tensor.DType;
import io.didact.tensor.Device;
import io.didact.tensor.DeviceMemory;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What no job on the device can exceed. */
final class PeaksProof implements Proof.Part {
  private static final int COPIED = 1 << 24;
  private static final int ROUNDS = 4;

  @Override
  public String name() {
    return "peaks";
  }

  @Override
  public List<Finding> find(Proof.Place place) throws IOException {
    List<Finding> found = new ArrayList<>();
    for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16)) {
      double flops = place.onDevice(workers -> GemmPeak.measure(workers, dtype));
      found.add(Finding.measured(name(), "products " + dtype, flops / 1e12, "TFLOP/s"));
    }
    if (place.device() != Device.CPU) {
      DeviceMemory memory = DeviceMemory.ofGpu();
      found.add(Finding.measured(name(), "memory free", memory.free() / 1e9, "GB"));
      found.add(Finding.measured(name(), "memory in all", memory.total() / 1e9, "GB"));
    }
    double bytes = place.onDevice(MemoryPeak::measure);
    found.add(Finding.measured(name(), "reading memory", bytes / 1e9, "GB/s"));
    float[] values = new float[COPIED];
    found.add(copied("to the device", place, () -> Tensor.ofFloats(values, COPIED)));
    try (TensorScope scope = new TensorScope()) {
      Tensor there = place.onDevice(workers -> Tensor.zeros(DType.FLOAT32, COPIED));
      found.add(copied("from the device", place, there::toFloats));
    }
    return found;
  }

  /** The best of a few rounds; the first warms up. */
  private Finding copied(String what, Proof.Place place, Runnable copy) throws IOException {
    double best =
        place.onDevice(
            workers -> {
              double most = 0;
              for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                try (TensorScope scope = new TensorScope()) {
                  copy.run();
                  place.device().finish();
                }
                double seconds = (System.nanoTime() - start) * 1e-9;
                most = round == 0 ? 0 : Math.max(most, 4.0 * COPIED / seconds);
              }
              return most;
            });
    return Finding.measured(name(), "64 MiB " + what, best / 1e9, "GB/s");
  }
}
