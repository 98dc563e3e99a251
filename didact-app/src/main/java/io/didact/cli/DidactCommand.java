package io.didact.cli;

import io.didact.config.HomePath;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code didact}: options of every command, and the list of commands. */
@Command(
    name = "didact",
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    synopsisHeading = "%n",
    descriptionHeading = "%n",
    customSynopsis = "Usage: didact COMMAND [OPTIONS]",
    header = "Didact trains Reinforcement-Learned Teachers on the JVM.",
    description = {
      "A teacher is given a question together with its solution and learns, by reinforcement "
          + "learning, to write the explanation from which a student learns best."
    },
    optionListHeading = "%nOptions of every command:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  The whole method on the shipped model, in minutes:",
      "    didact run recipes/quickstart.yaml",
      "  See what a recipe would do, and all that is wrong with it:",
      "    didact run recipes/quickstart.yaml --dry-run",
      "  Change a setting without editing the file:",
      "    didact run recipes/quickstart.yaml stages.rlt.steps=20",
      "  Help on one command:",
      "    didact COMMAND --help%n",
      "Results are JSON lines on stdout; messages go to stderr.",
      "Exit codes: 0 done, 1 failed, 2 wrong command or configuration, 130 stopped by Ctrl-C.",
    })
final class DidactCommand implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show help and exit.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show versions and exit.")
  boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace when something fails.")
  boolean debug;

  @Spec CommandSpec spec;

  private DidactCommand() {}

  /** The command with all its subcommands, talking to a console. */
  static CommandLine commandLine(Console console) {
    DidactCommand root = new DidactCommand();
    CommandLine commandLine = new CommandLine(root).addSubcommand(new RunCommand(console));
    for (StageKind kind : StageKind.values()) {
      commandLine.addSubcommand(
          kind.command(),
          kind == StageKind.EVAL
              ? EvalCommand.commandLine(console)
              : StageCommand.commandLine(console, kind));
    }
    commandLine
        .addSubcommand(LaunchCommand.commandLine(console))
        .addSubcommand(new InspectCommand(console))
        .addSubcommand(new ConvertCommand(console))
        .addSubcommand(new InitCommand(console))
        .addSubcommand(new MergeCommand(console))
        .addSubcommand(new TemperCommand(console))
        .addSubcommand(new LogProbsCommand(console))
        .addSubcommand(new GenerateCommand(console))
        .addSubcommand(new RenderCommand(console))
        .addSubcommand(new RewardCommand(console))
        .addSubcommand(new InspectTracesCommand(console))
        .addSubcommand(new CheckCommand(console))
        .addSubcommand(new VerifyCommand(console))
        .addSubcommand(new WatchCommand(console))
        .addSubcommand(new BenchCommand(console))
        .addSubcommand(new ProveCommand(console))
        .addSubcommand(new PullCommand(console))
        .addSubcommand(new CompletionCommand(console));
    Failures failures = new Failures(console, () -> root.debug);
    commandLine
        .setOut(writer(SafeStream.of(console.out()).raw())) // help, with its colours
        .setErr(writer(console.err()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, DidactCommand::path)
        .setExecutionStrategy(failures::execute)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                console.terminal() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF));
    return commandLine;
  }

  private static Path path(String text) {
    try {
      return Path.of(HomePath.expand(text));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(text + ": " + e.getMessage());
    }
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
