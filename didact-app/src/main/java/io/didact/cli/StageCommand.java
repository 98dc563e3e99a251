package io.didact.cli;

import io.didact.config.ConfigException;
import io.didact.recipe.Recipe;
import io.didact.recipe.RecipeFile;
import io.didact.run.StopSignal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code didact sft|rlt|grpo|traces|eval}: one stage by itself. */
@Command(footerHeading = "%nExample:%n")
final class StageCommand implements Callable<Integer> {
  private final Console console;
  private final StageKind kind;

  @Mixin RecipeOptions options = new RecipeOptions();

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

  @Override
  public Integer call() throws ConfigException, IOException {
    Recipe recipe =
        RecipeFile.readStage(
            options.file, kind.command(), options.overrides, console.hubCache(), console::remark);
    SingleStage stage = new SingleStage(console, recipe);
    if (options.dryRun) {
      stage.print();
      return 0;
    }
    return stage.run().isPresent() ? 0 : StopSignal.EXIT_CODE;
  }
}
