package io.didact.bench;

import io.didact.tensor.DType;
import io.didact.tensor.DeviceMemoryException;
import io.didact.tensor.MemoryUse;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.util.List;

/** More memory than there is: an error, after which the device works on. */
final class MemoryProof implements Proof.Part {
  /** 4 PiB, more than an address space of 48 bits leaves to a process beside others. */
  private static final long TOO_MANY = 1L << 52;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Finding> find(Proof.Place place) throws IOException {
    return place.onDevice(
        workers -> {
          String error = "";
          try (TensorScope scope = new TensorScope()) {
            MemoryUse.WEIGHTS.in(() -> Tensor.empty(DType.UINT8, TOO_MANY));
          } catch (DeviceMemoryException e) {
            error = String.valueOf(e.getMessage());
          }
          double sum;
          try (TensorScope scope = new TensorScope()) {
            sum = Tensor.full(DType.FLOAT32, 1, 1000).sum().item();
          }
          boolean holds = error.contains("asked for") && sum == 1000;
          return List.of(
              new Finding(
                  name(),
                  "too much is refused, and what comes next is right",
                  sum,
                  "of 1000",
                  holds ? Finding.Verdict.HOLDS : Finding.Verdict.FAILS,
                  error));
        });
  }
}
