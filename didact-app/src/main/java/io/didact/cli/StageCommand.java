package io.didact.cli;

import io.didact.config.ConfigException;
import io.didact.config.ConfigWriter;
import io.didact.recipe.Machine;
import io.didact.recipe.Recipe;
import io.didact.recipe.RecipeFile;
import io.didact.recipe.Stage;
import io.didact.recipe.StageResult;
import io.didact.run.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code didact sft|rlt|grpo|traces|eval}: one stage by itself. */
@Command(footerHeading = "%nExample:%n")
final class StageCommand implements Callable<Integer> {
  private final Console console;
  private final StageKind kind;

  @Mixin RecipeOptions options = new RecipeOptions();

  @Spec CommandSpec spec;

  private StageCommand(Console console, StageKind kind) {
    this.console = console;
    this.kind = kind;
  }

  static CommandLine commandLine(Console console, StageKind kind) {
    CommandLine commandLine = new CommandLine(new StageCommand(console, kind));
    commandLine.setCommandName(kind.command());
    commandLine
        .getCommandSpec()
        .usageMessage()
        .description(kind.description())
        .footer(kind.footer());
    return commandLine;
  }

  /** With a subcommand no file is given, so that picocli must not ask for it. */
  static void addSubcommands(CommandLine commandLine, Object... subcommands) {
    CommandSpec spec = commandLine.getCommandSpec();
    PositionalParamSpec file = spec.positionalParameters().get(0);
    spec.remove(file).add(file.toBuilder().required(false).build());
    for (Object subcommand : subcommands) {
      commandLine.addSubcommand(subcommand);
    }
  }

  /** What a flat file holds beside the stage's own keys. */
  private record Rest(Machine machine) {}

  @Override
  public Integer call() throws ConfigException, IOException {
    if (options.file.toString().isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'FILE.yaml'");
    }
    Recipe recipe =
        RecipeFile.readStage(options.file, kind.command(), options.overrides, console.hubCache())
            .value();
    if (options.dryRun) {
      Stage stage = recipe.stages().values().iterator().next();
      console.out().print(ConfigWriter.yaml((Record) stage, Path.of("")));
      console.out().print(ConfigWriter.yaml(new Rest(recipe.machine()), Path.of("")));
      return 0;
    }
    if (new RecipeRun(console).of(recipe).isEmpty()) {
      return StopSignal.EXIT_CODE;
    }
    StageResult result = StageResult.read(recipe.output()).orElseThrow();
    console.out().println(JsonMapper.shared().writeValueAsString(result));
    return 0;
  }
}
