package io.didact.recipe.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.text.CharacterTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelHashesTest {
  @TempDir Path model;

  @BeforeEach
  void write() throws IOException {
    CharacterTokenizer tokenizer = CharacterTokenizer.small();
    DecoderConfig config =
        new DecoderConfig(
            "qwen2", tokenizer.size(), 8, 8, 1, 2, 1, 4, 1e-6, 10_000, true, 64, List.of(9));
    tokenizer.write(model);
    try (Parameters parameters = Parameters.random(config, DType.FLOAT32, 1)) {
      Checkpoint.of(config, Map.of()).write(model, parameters);
    }
  }

  private String hash() throws IOException {
    return new ModelHashes().of(model);
  }

  private void put(String name, String text) throws IOException {
    Path file = model.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "runs/quickstart/rlt/metrics.jsonl",
        ".gitattributes",
        "pytorch_model.bin",
        "model.safetensors.index.json",
        "onnx/model.onnx",
        "notes.jinja",
      })
  void whatIsNotLoadedIsNotTheModel(String name) throws IOException {
    String before = hash();
    put(name, "{}");
    assertThat(hash()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "generation_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "chat_template.jinja",
        "additional_chat_templates/rag.jinja",
      })
  void whatIsLoadedIs(String name) throws IOException {
    String before = hash();
    Path file = model.resolve(name);
    put(name, (Files.exists(file) ? Files.readString(file) : "{}") + " ");
    assertThat(hash()).isNotEqualTo(before);
  }

  @Test
  void weightsAre() throws IOException {
    String before = hash();
    byte[] bytes = Files.readAllBytes(model.resolve("model.safetensors"));
    bytes[bytes.length - 1] ^= 1;
    Files.write(model.resolve("model.safetensors"), bytes);
    assertThat(hash()).isNotEqualTo(before);
  }
}
