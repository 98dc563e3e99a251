package io.didact.cli;

import io.didact.model.checkpoint.Adapter;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.model.ModelPlace;
import io.didact.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code didact merge}. */
@Command(
    name = "merge",
    sortOptions = false,
    description = {
      "Make a model of an adapter (LoRA) and the model that it is of.%n",
      "In:  an adapter in PEFT's layout, as a stage with `lora` leaves it. Its adapter_config.json"
          + " says where its base is.",
      "Out: the directory OUT in Hugging Face layout, whole or not at all. It must not exist"
          + " yet.%n",
      "The sum W + s·B·A is worked out in 32 bits and rounded once to the type of the weights. All"
          + " weights are held in memory once."
    },
    footerHeading = "%nExample:%n",
    footer = {"  didact merge runs/student/model runs/student-merged"})
final class MergeCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "ADAPTER",
      description = "The adapter's directory, or ORG/NAME[@REVISION] once pulled.")
  Path adapter = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", description = "The new directory.")
  Path out = Path.of("");

  @Option(
      names = "--dtype",
      description =
          "Type of the weights: ${COMPLETION-CANDIDATES} (default: that of most of the base's).")
  @Nullable StoredPrecision dtype;

  @Mixin NewDirectory made = new NewDirectory();

  @Spec CommandSpec spec;

  MergeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    made.requireNew(out);
    Path directory =
        ModelDirectories.find(spec, console.hubCache(), Map.of("ADAPTER", adapter)).get(0);
    if (!Adapter.isIn(directory)) {
      throw made.wrong(directory + " is no adapter: it has no " + Adapter.CONFIG);
    }
    ModelPlace place = ModelPlace.of(directory, console.hubCache()).requireWhole();
    if (place.adapter().isEmpty()) {
      throw new IOException(
          directory + " has weights of a model beside the adapter: which is meant is not clear");
    }
    DType type = dtype == null ? StoredPrecision.usual(place.base()) : dtype.dtype();
    made.write(
        out,
        into -> {
          try (LoadedModel merged = LoadedModel.loadOwn(place, type)) {
            merged.checkpoint().write(into, merged.parameters(), made.shardBytes);
          }
        });
    console
        .err()
        .println(
            "%s: %s merged into %s, %s"
                .formatted(out, directory, place.base(), type.name().toLowerCase(Locale.ROOT)));
    return 0;
  }
}
