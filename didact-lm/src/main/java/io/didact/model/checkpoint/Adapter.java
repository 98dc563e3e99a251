package io.didact.model.checkpoint;

import io.didact.text.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What training of adapters (LoRA and its kin) leaves: no model, but a change of one. */
final class Adapter {
  private static final String FILE = "adapter_config.json";

  private Adapter() {}

  static boolean isIn(Path directory) {
    return Files.isRegularFile(directory.resolve(FILE));
  }

  /**
   * That an adapter cannot be loaded, where there is one.
   *
   * @param weights whether there are weights of a model beside it
   */
  static Optional<ModelProblem> problem(Path directory, boolean weights) {
    if (!isIn(directory)) {
      return Optional.empty();
    }
    return Optional.of(
        weights
            ? ModelProblem.fatal(
                FILE,
                "an adapter lies beside the weights, and it is not read; transformers adds it to them",
                "merge it into the weights, or take it away where they have it already")
            : ModelProblem.fatal(
                FILE,
                "this is an adapter" + base(directory) + ", not a model",
                "merge it first, with peft:"
                    + " AutoPeftModelForCausalLM.from_pretrained(DIR).merge_and_unload()"
                    + ".save_pretrained(OUT), and the same tokenizer into OUT"));
  }

  private static String base(Path directory) {
    try {
      JsonNode config =
          JsonMapper.shared().readTree(ModelFile.read(directory, FILE).orElse(new byte[0]));
      String name = config.path("base_model_name_or_path").asString("");
      return name.isEmpty() ? "" : " of " + name;
    } catch (IOException | JacksonException e) {
      return "";
    }
  }
}
