package io.didact.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code didact run} and the commands of one stage take. */
final class RecipeOptions {
  @Parameters(index = "0", paramLabel = "FILE.yaml", description = "The settings.")
  Path file = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Settings that replace the file's; dotted keys, values in YAML.")
  List<String> overrides = List.of();

  @Option(
      names = "--dry-run",
      description = "Print every setting with its value, and all that is wrong; run nothing.")
  boolean dryRun;
}
