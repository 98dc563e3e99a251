package io.didact.cli;

import io.didact.hub.HubCache;
import io.didact.model.gguf.GgufModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Finds the models that options name: by their directory, or by their name on the Hub. */
final class ModelDirectories {
  private ModelDirectories() {}

  /**
   * @param cache where models of the Hub are
   * @param models option → directory or {@code ORG/NAME[@REVISION]}
   * @return their directories, in the same order
   * @throws ParameterException naming all that are not there
   */
  static List<Path> find(CommandSpec spec, HubCache cache, Map<String, Path> models) {
    List<Path> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    models.forEach(
        (option, model) -> {
          try {
            found.add(directory(cache, model));
          } catch (IOException e) {
            missing.add(option + ": " + e.getMessage());
          }
        });
    if (!missing.isEmpty()) {
      throw new ParameterException(spec.commandLine(), String.join("\ndidact: ", missing));
    }
    return found;
  }

  private static Path directory(HubCache cache, Path model) throws IOException {
    Path directory = cache.model(model.toString().replace('\\', '/')).directory();
    if (GgufModel.isGguf(directory)) {
      throw new IOException(
          "%s is a GGUF file; `didact convert %s OUT` makes a model directory of it"
              .formatted(model, model));
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException("there is no model directory " + model);
    }
    return directory;
  }
}
