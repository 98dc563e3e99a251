package io.didact.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks that directories named by options are there. */
final class ModelDirectories {
  private ModelDirectories() {}

  /**
   * @param directories option → directory
   * @throws ParameterException naming all that are not there
   */
  static void require(CommandSpec spec, Map<String, Path> directories) {
    List<String> missing = new ArrayList<>();
    directories.forEach(
        (option, directory) -> {
          if (!Files.isDirectory(directory)) {
            missing.add(option + ": there is no model directory " + directory);
          }
        });
    if (!missing.isEmpty()) {
      throw new ParameterException(spec.commandLine(), String.join("\ndidact: ", missing));
    }
  }
}
