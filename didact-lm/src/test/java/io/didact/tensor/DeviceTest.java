package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTest {
  @TempDir Path dir;

  @Test
  void scopesNestAndEndInTheReverseOrder() {
    assertThat(Device.current()).isEqualTo(Device.CPU);
    try (Device.Scope outer = Device.CUDA.use()) {
      assertThat(Device.current()).isEqualTo(Device.CUDA);
      try (Device.Scope inner = Device.CPU.use()) {
        assertThat(Device.current()).isEqualTo(Device.CPU);
      }
      assertThat(Device.current()).isEqualTo(Device.CUDA);
    }
    assertThat(Device.current()).isEqualTo(Device.CPU);
  }

  @Test
  void aScopeIsOfItsThreadAlone() throws InterruptedException {
    Device[] seen = new Device[1];
    try (Device.Scope scope = Device.CUDA.use()) {
      Thread other = new Thread(() -> seen[0] = Device.current());
      other.start();
      other.join();
    }
    assertThat(seen[0]).isEqualTo(Device.CPU);
  }

  /** That where the pool was made, whatever is in force where the work is given. */
  @Test
  void workersComputeOnTheDeviceOfTheirPool() {
    try (Workers onCpu = new Workers(2)) {
      try (Device.Scope scope = Device.CUDA.use();
          Workers onGpu = new Workers(1)) {
        assertThat(onGpu.onEach(worker -> Device.current())).containsExactly(Device.CUDA);
        assertThat(onCpu.onEach(worker -> Device.current()))
            .containsExactly(Device.CPU, Device.CPU);
      }
    }
  }

  @Test
  void aGpuHasOneWorker() {
    assertThat(Device.CPU.workers(8)).isEqualTo(8);
    assertThat(Device.CUDA.workers(8)).isEqualTo(1);
  }

  @Test
  void onTheCpuAllThatIsMadeLiesThere() {
    try (TensorScope scope = new TensorScope();
        Device.Scope on = Device.CPU.use()) {
      assertThat(made().stream().map(each -> each.get().device()).distinct())
          .containsExactly(Device.CPU);
    }
    Device.CPU.finish();
  }

  /** libtorch refuses, so each way of making a tensor asked it for a GPU. */
  @Test
  void onAGpuAllThatIsMadeLiesThere() throws IOException {
    assumeFalse(CudaSupport.ofThisProcess().usable(), "there is a GPU");
    try (TensorScope scope = new TensorScope();
        Device.Scope on = Device.CUDA.use()) {
      for (Supplier<Tensor> each : made()) {
        assertThatThrownBy(each::get).isInstanceOf(RuntimeException.class);
      }
    }
  }

  private static List<Supplier<Tensor>> made() {
    return List.of(
        () -> Tensor.zeros(DType.FLOAT32, 2),
        () -> Tensor.empty(DType.BFLOAT16, 2),
        () -> Tensor.full(DType.FLOAT32, 1, 2),
        () -> Tensor.arange(2),
        () -> Tensor.ofInts(new int[] {1, 2}),
        () -> Tensor.ofLongs(new long[] {1, 2}, 2),
        () -> Tensor.ofFloats(new float[] {1, 2}, 2),
        () -> Tensor.ofDoubles(new double[] {1, 2}, 2));
  }

  /** The generator is the CPU's, so that a seed gives the same weights everywhere. */
  @Test
  void randomNumbersLieInMainMemory() {
    try (TensorScope scope = new TensorScope();
        RandomNumbers random = new RandomNumbers(7);
        RandomNumbers again = new RandomNumbers(7)) {
      float[] onCpu = random.normal(1, 5).toFloats();
      try (Device.Scope on = Device.CUDA.use()) {
        Tensor made = again.normal(1, 5);
        assertThat(made.device()).isEqualTo(Device.CPU);
        assertThat(made.toFloats()).isEqualTo(onCpu);
      }
    }
  }

  @Test
  void onAGpuNoMatrixIsPacked() {
    try (Device.Scope on = Device.CUDA.use()) {
      assertThat(PackedMatrix.supports(DType.FLOAT32)).isFalse();
      assertThat(PackedMatrix.supports(DType.BFLOAT16)).isFalse();
    }
  }

  /** Seven elements in pieces of three: the way of tensors that lie elsewhere, taken by hand. */
  @Test
  void filesAreReadAndWrittenThroughMainMemory() throws IOException {
    Path direct = dir.resolve("direct");
    Path pieces = dir.resolve("pieces");
    try (TensorScope scope = new TensorScope()) {
      Tensor values = Tensor.ofDoubles(new double[] {1, 2, 3, 4, 5, 6, 7}, 7);
      try (FileChannel out = created(direct)) {
        values.writeTo(out);
      }
      try (FileChannel out = created(pieces)) {
        new TensorBytes(values).writeThroughMainMemory(out, 3);
      }
      assertThat(pieces).hasSameBinaryContentAs(direct).hasSize(7 * 8);
      Tensor read = Tensor.zeros(DType.FLOAT64, 2, 3);
      try (FileChannel in = FileChannel.open(direct)) {
        new TensorBytes(read).readThroughMainMemory(in, 8, 4);
        assertThat(read.toDoubles()).containsExactly(2, 3, 4, 5, 6, 7);
        assertThatThrownBy(() -> new TensorBytes(read).readThroughMainMemory(in, 16, 4))
            .isInstanceOf(EOFException.class)
            .hasMessageContaining("byte 56");
      }
    }
  }

  private static FileChannel created(Path file) throws IOException {
    return FileChannel.open(
        Files.createFile(file), StandardOpenOption.WRITE, StandardOpenOption.READ);
  }

  @Test
  void cudaThatIsNotInTheBuildCannotBeUsed() {
    assertThatThrownBy(() -> new CudaSupport(false, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
