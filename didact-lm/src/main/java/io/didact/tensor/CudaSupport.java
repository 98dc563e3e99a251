package io.didact.tensor;

import java.io.IOException;
import org.bytedeco.pytorch.global.torch;

/**
 * What this process has of CUDA.
 *
 * @param inBuild whether Didact was built with libtorch for GPUs
 * @param usable whether that libtorch finds a GPU that it can use
 */
public record CudaSupport(boolean inBuild, boolean usable) {
  public CudaSupport {
    if (usable && !inBuild) {
      throw new IllegalArgumentException("CUDA cannot be used in a build without it");
    }
  }

  /**
   * Of this process; asks libtorch only in a build with CUDA.
   *
   * @throws IOException where that libtorch does not load: a build with CUDA has no other
   */
  public static CudaSupport ofThisProcess() throws IOException {
    if (!Libtorch.isForGpus()) {
      return new CudaSupport(false, false);
    }
    try {
      Libtorch.load();
      return new CudaSupport(true, torch.cuda_is_available());
    } catch (LinkageError e) {
      throw new IOException(
          "libtorch for GPUs does not load: put the CUDA 13 libraries on LD_LIBRARY_PATH (see"
              + " docs/cuda.md), or use the build without DIDACT_PROFILE=cuda",
          e);
    }
  }
}
