package io.didact.cli;

import io.didact.model.decoder.ParameterCount;
import io.didact.model.decoder.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code didact init}. */
@Command(
    name = "init",
    sortOptions = false,
    description = {
      "Make a new model with random weights, to try an architecture or a size.%n",
      "In:  a config.json, or a model directory that has one; key=value replaces its keys. A "
          + "directory's tokenizer comes along, its weights are not looked at.",
      "Out: the directory OUT in Hugging Face layout, whole or not at all. It must not exist"
          + " yet.%n",
      "Matrices are normal with deviation initializer_range (0.02 where config.json has none),"
          + " those that write into the residual stream divided by √(2·layers); norms are 1, biases"
          + " 0. The same seed gives the same weights, in another type but for rounding. All"
          + " weights are held in memory once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact init runs/small --config models/base num_hidden_layers=2 hidden_size=48"
          + " head_dim=12",
      "  didact init runs/big --config models/base --dtype bf16 --seed 7 hidden_size=2048 \\",
      "    head_dim=512 intermediate_size=8192 num_hidden_layers=28"
    })
final class InitCommand implements Callable<Integer> {
  private final Console console;

  @picocli.CommandLine.Parameters(
      index = "0",
      paramLabel = "OUT",
      description = "The new directory.")
  Path out = Path.of("");

  @picocli.CommandLine.Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Keys of config.json; values in JSON, or plain words.")
  List<String> overrides = List.of();

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE_OR_DIR",
      description = "A config.json, or the directory of one.")
  Path config;

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR",
      description = "Directory with a tokenizer.json (default: that of --config, if it has one).")
  @Nullable Path tokenizer;

  @Option(
      names = "--dtype",
      defaultValue = "fp32",
      description = "Type of the weights: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  StoredPrecision dtype;

  @Mixin NewDirectory made = new NewDirectory();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of the weights (default ${DEFAULT-VALUE}).")
  long seed;

  InitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    made.requireNew(out);
    NewModel model;
    try {
      model = NewModel.of(config, tokenizer, overrides);
    } catch (IllegalArgumentException e) {
      throw made.wrong(String.valueOf(e.getMessage()));
    }
    made.write(
        out,
        directory -> {
          try (Parameters weights =
              Parameters.drawn(model.config(), dtype.dtype(), seed, model.deviation())) {
            model.checkpoint().write(directory, weights, made.shardBytes);
          }
        });
    long count = ParameterCount.of(model.config()).total();
    console.err().println(String.format(Locale.ROOT, "%s: %,d weights, %s", out, count, dtype));
    return 0;
  }
}
