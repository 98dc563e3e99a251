package io.didact.model.gguf;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The architectures that can be converted. */
final class Architectures {
  private static final List<Architecture> ALL =
      List.of(
          new LlamaArchitecture(),
          new Qwen2Architecture(),
          new Qwen3Architecture(),
          new Gemma3Architecture(),
          new Smollm3Architecture(),
          new Olmo2Architecture(),
          new GraniteArchitecture(),
          new Phi3Architecture());

  private Architectures() {}

  /**
   * That of a file.
   *
   * @throws IOException that lists those there are
   */
  static Architecture of(GgufFile file) throws IOException {
    String name = file.metadata().text("general.architecture");
    Optional<Architecture> found =
        ALL.stream().filter(each -> each.name().equals(name)).findFirst();
    return found.orElseThrow(
        () ->
            file.metadata()
                .wrong(
                    "the architecture %s is not supported; supported are %s"
                        .formatted(
                            name,
                            ALL.stream().map(Architecture::name).collect(Collectors.joining(", ")))));
  }
}
