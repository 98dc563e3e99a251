package io.didact.recipe.model;

import io.didact.tensor.CudaSupport;
import io.didact.tensor.Device;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;

/** Which device a run or a command asks for. */
public enum DeviceChoice {
  /** A GPU where there is one that can be used, else the CPU. */
  AUTO {
    @Override
    public Device resolve(CudaSupport cuda, Consumer<String> notice) {
      if (cuda.usable()) {
        notice.accept("computing on the GPU (device auto found one)");
        return Device.CUDA;
      }
      if (cuda.inBuild()) {
        notice.accept("computing on the CPU: " + NO_GPU);
      }
      return Device.CPU;
    }
  },

  /** The CPU, whatever else there is. */
  CPU {
    @Override
    public Device resolve(CudaSupport cuda, Consumer<String> notice) {
      return Device.CPU;
    }
  },

  /** An NVIDIA GPU, or nothing is done. */
  CUDA {
    @Override
    public Device resolve(CudaSupport cuda, Consumer<String> notice) throws IOException {
      if (!cuda.inBuild()) {
        throw new IOException(
            "device cuda was asked for, but this build has no libtorch for GPUs: build with"
                + " DIDACT_PROFILE=cuda ./didact (see docs/cuda.md), or choose device auto or cpu");
      }
      if (!cuda.usable()) {
        throw new IOException(
            "device cuda was asked for, but " + NO_GPU + ", or choose device auto or cpu");
      }
      return Device.CUDA;
    }
  };

  private static final String NO_GPU =
      "libtorch finds no GPU that it can use; look at `nvidia-smi`, and put the CUDA 13 libraries on"
          + " LD_LIBRARY_PATH (see docs/cuda.md)";

  /**
   * The device to compute on.
   *
   * @param notice is told, in a line, what was chosen where that is no matter of course
   * @throws IOException where the device that was asked for is not there, saying what to do
   */
  public abstract Device resolve(CudaSupport cuda, Consumer<String> notice) throws IOException;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
