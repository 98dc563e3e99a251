package io.didact.cli;

import picocli.CommandLine;

/** The process {@code didact}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Console console = Console.ofProcess();
    // What a library prints must not get between the results.
    System.setOut(console.err());
    System.setErr(console.err());
    System.exit(run(console, args));
  }

  /** Runs a command and says how it ended. */
  static int run(Console console, String... args) {
    CommandLine commandLine = DidactCommand.commandLine(console);
    int code = commandLine.execute(args);
    console.out().flush();
    if (console.out().checkError()) {
      console.err().println("didact: the output could not be written");
      return Math.max(code, 1);
    }
    return code;
  }
}
