package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a process loads libtorch, without the launcher's flags: as a program around Didact does. */
class LibtorchTest {
  @TempDir Path dir;

  /** Adds, with OpenBLAS too, and prints the libraries that the process has loaded. */
  static final class Adds {
    private Adds() {}

    public static void main(String[] args) throws IOException {
      try (Workers workers = new Workers(1);
          TensorScope scope = new TensorScope()) {
        Tensor ones = Tensor.full(DType.FLOAT32, 1, 8, 8);
        System.out.println("sum " + ones.matmul(ones).sum().item());
      }
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        if (line.contains(".so")) {
          System.out.println(line.substring(line.indexOf('/')));
        }
      }
    }
  }

  /**
   * On the linker's path lie libraries of all names by which libtorch's ask for others, and of
   * those that JavaCPP tries: some are no libraries, some are others under that name.
   */
  @Test
  void foreignLibrariesAreNotTouched() throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "Linux only");
    Path foreign = Files.createDirectory(dir.resolve("foreign"));
    Path real = Files.createDirectory(dir.resolve("real"));
    for (String name : List.of("libc10.so", "libtorch_cpu.so", "libtorch.so", "libgomp.so.1")) {
      Files.writeString(foreign.resolve(name), "no library");
    }
    URL library =
        Libtorch.class.getResource("/org/bytedeco/javacpp/" + platform() + "/libjnijavacpp.so");
    try (var in = library.openStream()) {
      Files.copy(in, real.resolve("real.so"));
    }
    for (String name :
        List.of(
            "libopenblas.so.0",
            "libopenblas_nolapack.so.0",
            "libopenblas.so",
            "libgfortran.so.5",
            "libquadmath.so.0",
            "libc10_cuda.so",
            "libtorch_cuda.so",
            "libjnitorch.so",
            "libjniopenblas_full.so",
            "libcudart.so.13",
            "libcudart.so")) {
      Files.copy(real.resolve("real.so"), foreign.resolve(name));
    }
    Path cacheOfJavaCpp = dir.resolve("javacpp");

    List<String> lines = run(foreign, cacheOfJavaCpp);
    assertThat(lines.get(0)).isEqualTo("sum 512.0");
    assertThat(lines).anyMatch(line -> line.endsWith("/libtorch_cpu.so"));
    assertThat(lines).noneMatch(line -> line.startsWith(dir.toString()));
    for (String name :
        List.of("libtorch_cpu.so", "libc10.so", "libopenblas.so.0", "libgomp.so.1")) {
      assertThat(lines.stream().filter(line -> line.endsWith("/" + name)).distinct())
          .as(name)
          .hasSize(1)
          .allMatch(line -> line.contains("/libtorch-"));
    }
    assertThat(Files.exists(cacheOfJavaCpp) ? names(cacheOfJavaCpp) : List.of())
        .as("JavaCPP unpacks nothing")
        .isEmpty();
  }

  private static String platform() {
    return org.bytedeco.javacpp.Loader.getPlatform();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).toList();
    }
  }

  private List<String> run(Path libraries, Path cacheOfJavaCpp) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dorg.bytedeco.javacpp.cachedir=" + cacheOfJavaCpp,
            "-cp",
            System.getProperty("java.class.path"),
            Adds.class.getName());
    builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
    Path output = dir.resolve("out");
    int code = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
    assertThat(code).as("%s", Files.readString(output)).isZero();
    return Files.readAllLines(output).stream()
        .filter(line -> line.startsWith("sum") || line.startsWith("/"))
        .toList();
  }
}
