package io.didact.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code didact launch}. */
@Command(
    name = "launch",
    sortOptions = false,
    description = {
      "Run a recipe or a stage in several processes of this machine, which share the work.%n",
      "In:  how many, and the command as it is given without them.",
      "Out: what the command writes; its results on stdout are rank 0's, and a line on stderr of"
          + " another rank begins with its number.%n",
      "The processes share the processor's cores. Where one fails or is killed the others end, and"
          + " the same command goes on from the last checkpoint. On several machines torchrun, Slurm"
          + " or Kubernetes start the processes: docs/ranks.md says how."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  didact launch --ranks 2 run recipes/quickstart.yaml",
      "  didact launch --ranks 4 rlt my.yaml machine.shard=optimizer"
    })
final class LaunchCommand implements Callable<Integer> {
  private static final int MOST = 1024;

  private final Console console;

  @Option(names = "--ranks", required = true, paramLabel = "N", description = "How many processes.")
  int ranks;

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "run, or a stage's command, with its arguments.")
  List<String> command = new ArrayList<>();

  @Spec CommandSpec spec;

  private LaunchCommand(Console console) {
    this.console = console;
  }

  /** What follows the command's name is its own, options too. */
  static CommandLine commandLine(Console console) {
    return new CommandLine(new LaunchCommand(console)).setStopAtPositional(true);
  }

  @Override
  public Integer call() throws IOException {
    if (ranks < 1 || ranks > MOST) {
      throw new ParameterException(
          spec.commandLine(), "--ranks must be from 1 to %d, was %d".formatted(MOST, ranks));
    }
    if (!isShared(command.get(0))) {
      throw new ParameterException(
          spec.commandLine(),
          "%s does not run in several processes; run, sft, rl and the other stages do"
              .formatted(command.get(0)));
    }
    return new LocalRanks(console, ranks, command).run();
  }

  private static boolean isShared(String word) {
    for (StageKind kind : StageKind.values()) {
      if (kind.command().equals(word)) {
        return true;
      }
    }
    return word.equals("run");
  }
}
