package io.didact.cli;

import io.didact.model.checkpoint.ModelProblem;
import io.didact.recipe.model.DeviceChoice;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.ModelPlace;
import io.didact.recipe.model.Precision;
import io.didact.tensor.CudaSupport;
import io.didact.tensor.Device;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** In what type and where a command computes, as a picocli mixin. */
final class ComputeOptions {
  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "fp32",
      description = "Type of the weights: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  Precision dtype = Precision.FP32;

  @Option(
      names = "--device",
      paramLabel = "WHERE",
      defaultValue = "auto",
      description =
          "Where to compute: ${COMPLETION-CANDIDATES}; auto takes a GPU where the build and the "
              + "machine have one (default ${DEFAULT-VALUE}).")
  DeviceChoice device = DeviceChoice.AUTO;

  /**
   * The device, which the command puts in force before it loads a model.
   *
   * @throws IOException where it is not there, or libtorch does not load
   */
  Device resolve(Console console) throws IOException {
    Device found = device.resolve(CudaSupport.ofThisProcess(), console::remark);
    dtype.remark(found).ifPresent(console::remark);
    return found;
  }

  /**
   * Loads a model, and says what is odd about it on stderr.
   *
   * @throws IOException where it cannot be loaded, or is not what its manifest names
   */
  LoadedModel load(Path directory, Console console) throws IOException {
    return told(directory, LoadedModel.load(place(directory, console), dtype.dtype()), console);
  }

  /** The same for a command that changes the weights; an adapter is merged into them. */
  LoadedModel loadOwn(Path directory, Console console) throws IOException {
    return told(directory, LoadedModel.loadOwn(place(directory, console), dtype.dtype()), console);
  }

  private static ModelPlace place(Path directory, Console console) throws IOException {
    return ModelPlace.of(directory, console.hubCache()).requireWhole();
  }

  private static LoadedModel told(Path directory, LoadedModel model, Console console) {
    for (ModelProblem each : model.checkpoint().remarks()) {
      console.err().printf("didact: %s: %s: %s%n", directory, each.where(), each.what());
    }
    return model;
  }
}
