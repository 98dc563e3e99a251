package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.didact.tensor.CudaSupport;
import io.didact.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComputeOptionsTest {
  @TempDir Path dir;

  private static final String MODEL = TinyModels.GOLDEN.resolve("qwen2-tied").toString();

  private static TestConsole run(int code, String in, String... args) {
    TestConsole io = new TestConsole(in);
    assertThat(Main.run(io.console(), args)).as(io.err()).isEqualTo(code);
    return io;
  }

  @Test
  void everyCommandThatComputesRefusesAGpuThatIsNotThere() throws IOException {
    assumeFalse(CudaSupport.ofThisProcess().usable(), "there is a GPU");
    String work = Files.writeString(dir.resolve("work.json"), "{}").toString();
    for (List<String> command :
        List.of(
            List.of("logprobs", "--model", MODEL),
            List.of("generate", "--model", MODEL),
            List.of("reward", "--teacher", MODEL, "--student", MODEL),
            List.of("bench", "--model", MODEL, "--workload", work, "--job", "score"))) {
      List<String> args = new ArrayList<>(command);
      args.addAll(List.of("--device", "cuda"));
      TestConsole io = run(Failures.FAILURE, "{\"ids\":[1,2]}\n", args.toArray(String[]::new));
      assertThat(io.out()).isEmpty();
      assertThat(io.err())
          .startsWith("didact: device cuda was asked for")
          .contains("docs/cuda.md")
          .doesNotContain("--debug");
    }
    assertThat(Device.current()).isEqualTo(Device.CPU);
  }

  @Test
  void theCpuGivesWhatAutoGivesThere() throws IOException {
    assumeFalse(CudaSupport.ofThisProcess().usable(), "there is a GPU");
    String in = "{\"ids\":[3,1,4,1,5]}\n";
    String cpu = run(0, in, "logprobs", "--model", MODEL, "--device", "cpu").out();
    TestConsole auto = run(0, in, "logprobs", "--model", MODEL);
    assertThat(auto.out()).isEqualTo(cpu).isNotEmpty();
    assertThat(auto.err().isEmpty()).isNotEqualTo(CudaSupport.ofThisProcess().inBuild());
  }

  @Test
  void anUnknownDeviceIsAMistakeOfTheCommand() {
    TestConsole io = run(Failures.USAGE, "", "logprobs", "--model", MODEL, "--device", "tpu");
    assertThat(io.err()).contains("--device", "tpu", "CUDA");
  }
}
