package io.didact.model.gguf;

import io.didact.model.checkpoint.WeightFiles;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a GGUF file without reading its weights.
 *
 * @param version of the format
 * @param name of the model, where the file has it
 * @param license as the file calls it
 * @param architecture as llama.cpp calls it
 * @param parameters numbers in all tensors of weights
 * @param types what the tensors are of
 * @param tokenizer null where there is none
 * @param problem why it cannot be converted; null where it can
 * @param remarks what is not wrong and should be known
 */
public record GgufSummary(
    int version,
    @Nullable String name,
    @Nullable String license,
    @Nullable String architecture,
    long parameters,
    Map<String, WeightFiles.Amount> types,
    @Nullable Tokens tokenizer,
    @Nullable String problem,
    List<String> remarks) {
  /**
   * @param model gpt2 (byte-level BPE), llama (SentencePiece) …
   * @param cut how texts are cut, where the file says it
   * @param count tokens
   */
  public record Tokens(String model, @Nullable String cut, long count, boolean chatTemplate) {}

  /** Tells what should be known of a file that can be converted. */
  interface Check {
    List<String> remarks() throws IOException;
  }

  static GgufSummary of(GgufFile file, Check check) {
    Map<String, WeightFiles.Amount> types = new TreeMap<>();
    long parameters = 0;
    for (GgufTensor tensor : file.tensors().values()) {
      parameters +=
          tensor.name().startsWith("rope_") ? 0 : tensor.elements(); // factors, no weights
      types.merge(
          tensor.type().name(),
          new WeightFiles.Amount(1, tensor.bytes()),
          (a, b) -> new WeightFiles.Amount(a.tensors() + b.tensors(), a.bytes() + b.bytes()));
    }
    List<String> remarks = List.of();
    String problem = null;
    try {
      remarks = check.remarks();
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
    }
    return new GgufSummary(
        file.version(),
        text(file, "general.name"),
        text(file, "general.license"),
        text(file, "general.architecture"),
        parameters,
        types,
        tokens(file),
        problem,
        remarks);
  }

  private static @Nullable String text(GgufFile file, String key) {
    return file.metadata().peek(key) instanceof String text ? text : null;
  }

  private static @Nullable Tokens tokens(GgufFile file) {
    String model = text(file, "tokenizer.ggml.model");
    if (model == null) {
      return null;
    }
    long count =
        file.metadata().peek(Vocabulary.TOKENS) instanceof GgufArray array ? array.count() : 0;
    return new Tokens(
        model, text(file, "tokenizer.ggml.pre"), count, SmallFiles.hasTemplate(file.metadata()));
  }
}
