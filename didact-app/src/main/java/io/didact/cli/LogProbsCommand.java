package io.didact.cli;

import io.didact.engine.Scorer;
import io.didact.recipe.model.LoadedModel;
import io.didact.tensor.Device;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code didact logprobs}. */
@Command(
    name = "logprobs",
    description = {
      "How probable a model finds given tokens.%n",
      "In, one a line:  {\"ids\":[…]}",
      "Out, one a line: {\"logprobs\":[…]}, one number fewer than ids: entry t is the natural "
          + "logarithm of p(ids[t+1] | ids[0..t]), from logits divided by the temperature.%n",
      "The directory needs no tokenizer."
    },
    footerHeading = "%nExample:%n",
    footer = "  echo '{\"ids\":[5,17,3]}' | didact logprobs --model runs/m/model --temperature 0.7")
final class LogProbsCommand implements Callable<Integer> {
  private final Console console;

  @Mixin ModelOption model = new ModelOption();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "Divides the logits; > 0 (default ${DEFAULT-VALUE}).")
  double temperature;

  @Mixin ComputeOptions compute = new ComputeOptions();

  @Mixin JsonLines lines = new JsonLines();

  @Spec CommandSpec spec;

  LogProbsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new ParameterException(
          spec.commandLine(), "--temperature must be > 0 and finite, was " + temperature);
    }
    Path directory = model.directory(console);
    try (Device.Scope on = compute.resolve(console).use();
        LoadedModel open = compute.load(directory, console);
        Workers workers = new Workers(1);
        Scorer scorer = open.scorer(workers)) {
      lines.answer(
          console,
          (line, number) -> {
            TokenIds ids = new Fields(line).ids("ids", open.vocabSize());
            return Map.of("logprobs", logProbs(scorer, ids));
          });
    }
    return 0;
  }

  private double[] logProbs(Scorer scorer, TokenIds ids) {
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("`ids` must have at least one token");
    }
    TokenSpan allButFirst = new TokenSpan(1, ids.size());
    Scorer.Request request = new Scorer.Request(ids, allButFirst);
    return scorer.score(List.of(request), temperature).get(0).get(0).values();
  }
}
