package io.didact.cli;

import io.didact.recipe.Continuation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

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

  @Option(
      names = "--extend",
      description =
          "Let a stage of which only steps (or epochs) grew go on from its last checkpoint.")
  boolean extend;

  @Option(
      names = "--restart-from",
      paramLabel = "[STAGE:]STEP",
      converter = RestartConverter.class,
      description =
          "Go on from the checkpoint of this step with the settings of now; later ones are removed."
              + " STAGE where several train; otherwise the first whose settings changed.")
  Continuation.@Nullable Restart restart;

  /** How stages may go on. */
  Continuation continuation() {
    return new Continuation(extend, Optional.ofNullable(restart));
  }

  /** Says what is wrong as a wrong command. */
  static final class RestartConverter implements ITypeConverter<Continuation.Restart> {
    @Override
    public Continuation.Restart convert(String word) {
      try {
        return Continuation.Restart.parse(word);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
