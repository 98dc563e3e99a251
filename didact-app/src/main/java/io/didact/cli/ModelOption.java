package io.didact.cli;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The model that a command works with, as a picocli mixin. */
final class ModelOption {
  private static final String NAME = "--model";

  @Option(
      names = NAME,
      required = true,
      paramLabel = "DIR",
      description = "Model directory in Hugging Face layout, or ORG/NAME[@REVISION] once pulled.")
  Path model;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /**
   * Its directory.
   *
   * @throws ParameterException where it is not there
   */
  Path directory(Console console) {
    return ModelDirectories.find(command, console.hubCache(), Map.of(NAME, model)).get(0);
  }
}
