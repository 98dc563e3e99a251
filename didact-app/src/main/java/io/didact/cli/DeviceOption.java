package io.didact.cli;

import io.didact.recipe.DeviceChoice;
import io.didact.tensor.CudaSupport;
import io.didact.tensor.Device;
import java.io.IOException;
import picocli.CommandLine.Option;

/** {@code --device} as a picocli mixin. */
final class DeviceOption {
  @Option(
      names = "--device",
      defaultValue = "auto",
      description =
          "Where to compute: ${COMPLETION-CANDIDATES}; auto takes a GPU where the build and the "
              + "machine have one (default ${DEFAULT-VALUE}).")
  DeviceChoice choice = DeviceChoice.AUTO;

  /**
   * The device, which the command puts in force before it loads a model.
   *
   * @throws IOException where it is not there, or libtorch does not load
   */
  Device resolve(Console console) throws IOException {
    return choice.resolve(
        CudaSupport.ofThisProcess(), line -> console.err().println("didact: " + line));
  }
}
