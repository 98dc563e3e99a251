package io.didact.cli;

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

/** {@code didact temper}. */
@Command(
    name = "temper",
    sortOptions = false,
    description = {
      "Make a model whose log-probs are those of another at a temperature.%n",
      "In:  a model directory, or an adapter, which is merged.",
      "Out: the directory OUT in Hugging Face layout, whole or not at all. It must not exist"
          + " yet.%n",
      "The last norm is divided by the temperature, and with it all logits. Servers say how"
          + " probable given tokens are at temperature 1 alone; a student that a server scores for"
          + " a reward at another temperature is served from OUT (docs/engines.md). All weights"
          + " are held in memory once."
    },
    footerHeading = "%nExample:%n",
    footer = {"  didact temper models/student models/student-0.7 --temperature 0.7"})
final class TemperCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "The model's directory, or ORG/NAME[@REVISION] once pulled.")
  Path model = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT", description = "The new directory.")
  Path out = Path.of("");

  @Option(
      names = "--temperature",
      required = true,
      paramLabel = "T",
      description = "What logits are divided by, > 0.")
  double temperature;

  @Option(
      names = "--dtype",
      description =
          "Type of the weights: ${COMPLETION-CANDIDATES} (default: that of most of the model's).")
  @Nullable StoredPrecision dtype;

  @Mixin NewDirectory made = new NewDirectory();

  @Spec CommandSpec spec;

  TemperCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw made.wrong("--temperature must be > 0, was " + temperature);
    }
    made.requireNew(out);
    Path directory = ModelDirectories.find(spec, console.hubCache(), Map.of("MODEL", model)).get(0);
    ModelPlace place = ModelPlace.of(directory, console.hubCache()).requireWhole();
    DType type = dtype == null ? StoredPrecision.usual(place.base()) : dtype.dtype();
    made.write(
        out,
        into -> {
          try (LoadedModel tempered = LoadedModel.loadOwn(place, type)) {
            tempered.parameters().temper(temperature);
            tempered.checkpoint().write(into, tempered.parameters(), made.shardBytes);
          }
        });
    console
        .err()
        .println(
            "%s: %s at temperature %s, %s"
                .formatted(out, directory, temperature, type.name().toLowerCase(Locale.ROOT)));
    return 0;
  }
}
