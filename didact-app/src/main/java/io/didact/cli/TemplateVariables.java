package io.didact.cli;

import io.didact.config.ConfigException;
import io.didact.config.ConfigReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What chat templates see besides the conversation, as a picocli mixin. */
final class TemplateVariables {
  private static final String NAME = "--template-variables";

  @Option(
      names = NAME,
      paramLabel = "YAML",
      description =
          "What the chat template sees besides the conversation, such as '{enable_thinking: "
              + "false}'.")
  String given = "{}";

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  private record Settings(Map<String, Object> templateVariables) {}

  /**
   * By name, as JSON values.
   *
   * @throws ParameterException where they are no block of YAML
   */
  Map<String, Object> values() {
    try {
      return ConfigReader.parse(
              new byte[0], NAME, Path.of(""), Settings.class, List.of("templateVariables=" + given))
          .templateVariables();
    } catch (ConfigException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
