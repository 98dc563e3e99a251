package io.didact.recipe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.tensor.CudaSupport;
import io.didact.tensor.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceChoiceTest {
  private static final CudaSupport PLAIN = new CudaSupport(false, false);
  private static final CudaSupport NO_GPU = new CudaSupport(true, false);
  private static final CudaSupport GPU = new CudaSupport(true, true);

  private final List<String> notices = new ArrayList<>();

  private Device resolve(DeviceChoice choice, CudaSupport cuda) throws IOException {
    return choice.resolve(cuda, notices::add);
  }

  @Test
  void autoIsSilentInAPlainBuild() throws IOException {
    assertThat(resolve(DeviceChoice.AUTO, PLAIN)).isEqualTo(Device.CPU);
    assertThat(notices).isEmpty();
  }

  @Test
  void autoSaysThatACudaBuildFoundNoGpu() throws IOException {
    assertThat(resolve(DeviceChoice.AUTO, NO_GPU)).isEqualTo(Device.CPU);
    assertThat(notices).singleElement().asString().contains("on the CPU", "no GPU", "docs/cuda.md");
  }

  @Test
  void autoSaysThatItTookTheGpu() throws IOException {
    assertThat(resolve(DeviceChoice.AUTO, GPU)).isEqualTo(Device.CUDA);
    assertThat(notices).singleElement().asString().contains("on the GPU");
  }

  @Test
  void cpuIsTheCpuWhateverThereIs() throws IOException {
    for (CudaSupport each : List.of(PLAIN, NO_GPU, GPU)) {
      assertThat(resolve(DeviceChoice.CPU, each)).isEqualTo(Device.CPU);
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void cudaIsTheGpuOrAnErrorThatSaysWhatToDo() throws IOException {
    assertThat(resolve(DeviceChoice.CUDA, GPU)).isEqualTo(Device.CUDA);
    assertThatThrownBy(() -> resolve(DeviceChoice.CUDA, PLAIN))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("DIDACT_PROFILE=cuda", "docs/cuda.md", "auto or cpu");
    assertThatThrownBy(() -> resolve(DeviceChoice.CUDA, NO_GPU))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("no GPU", "LD_LIBRARY_PATH", "auto or cpu");
    assertThat(notices).isEmpty();
  }
}
