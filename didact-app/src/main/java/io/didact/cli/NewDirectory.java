package io.didact.cli;

import io.didact.run.AtomicFiles;
import io.didact.run.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The model directory that a command makes, as a picocli mixin. */
final class NewDirectory {
  @Option(
      names = "--max-shard-size",
      paramLabel = "SIZE",
      defaultValue = "5GB",
      converter = ByteSize.class,
      description = "Most bytes of weights in one file (default ${DEFAULT-VALUE}).")
  long shardBytes;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /**
   * Before any work is done for it.
   *
   * @throws ParameterException where there is something of its name
   */
  void requireNew(Path out) {
    if (Files.exists(out)) {
      throw wrong("there is already a " + out + "; choose another directory");
    }
  }

  /** Whole and sealed, or not at all. */
  void write(Path out, AtomicFiles.DirectoryContent content) throws IOException {
    AtomicFiles.writeDirectory(
        out,
        directory -> {
          content.writeTo(directory);
          Manifest.seal(directory, true);
        });
  }

  ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
