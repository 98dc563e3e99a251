package io.didact.model.decoder;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The families that can be loaded. */
final class ModelFamilies {
  private static final List<ModelFamily> ALL =
      List.of(
          new Qwen2Family(),
          new Qwen3Family(),
          new LlamaFamily(),
          new MistralFamily(),
          new SmolLm3Family(),
          new Gemma3Family(),
          new Olmo2Family(),
          new Olmo3Family(),
          new GraniteFamily(),
          new Phi3Family());

  private ModelFamilies() {}

  /**
   * The family of a {@code model_type}.
   *
   * @throws IllegalArgumentException that lists those there are
   */
  static ModelFamily of(String modelType) {
    Optional<ModelFamily> found =
        ALL.stream().filter(family -> family.modelType().equals(modelType)).findFirst();
    return found.orElseThrow(
        () -> new IllegalArgumentException("model_type " + supported() + ", was " + modelType));
  }

  /** What a {@code model_type} may be, as the end of a complaint. */
  static String supported() {
    return "must be one of "
        + ALL.stream().map(ModelFamily::modelType).collect(Collectors.joining(", "));
  }
}
