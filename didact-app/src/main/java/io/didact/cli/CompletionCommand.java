package io.didact.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code didact completion}: teaches the shell. */
@Command(
    name = "completion",
    description = "Print the script by which bash and zsh complete didact's commands and options.",
    footerHeading = "%nExample:%n",
    footer = "  source <(didact completion)")
final class CompletionCommand implements Callable<Integer> {
  private final Console console;

  @Spec CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().print(AutoComplete.bash("didact", spec.root().commandLine()));
    return 0;
  }
}
