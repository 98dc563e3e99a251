package io.didact.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.ParameterLayout;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.CharacterTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class TwoHomesTest {
  private static final DecoderConfig CONFIG =
      new DecoderConfig("qwen2", 56, 24, 40, 2, 4, 2, 6, 1e-6, 10_000, true, 512, List.of(9));

  @TempDir Path directory;

  private void model() throws IOException {
    CharacterTokenizer.small().write(directory);
    try (Parameters parameters = Parameters.random(CONFIG, DType.FLOAT32, 1)) {
      Checkpoint.of(CONFIG, Map.of()).write(directory, parameters);
    }
  }

  private List<String> told() {
    return Inspection.of(directory).problems().stream()
        .map(each -> each.where() + ": " + each.what())
        .toList();
  }

  /** Stores the embedding as a head too, with {@code add} on its last weight. */
  private void storeHead(DType type, double add) throws IOException {
    Path file = directory.resolve("model.safetensors");
    try (Parameters parameters = Checkpoint.open(directory).loadWeights(directory, DType.FLOAT32);
        TensorScope scope = new TensorScope()) {
      Map<String, Tensor> tensors = new TreeMap<>();
      for (ParameterLayout.Part part : parameters.parts()) {
        Tensor view = parameters.view(part.offset(), part.shape());
        tensors.put(part.name(), view);
        if (part.name().equals("model.embed_tokens.weight")) {
          Tensor head = Tensor.zeros(DType.FLOAT32, part.shape());
          head.copy_(view);
          head.narrow(0, 55, 1)
              .narrow(1, 23, 1)
              .copy_(view.narrow(0, 55, 1).narrow(1, 23, 1).add(add));
          tensors.put("lm_head.weight", head.to(type));
        }
      }
      Safetensors.write(file, tensors);
    }
  }

  /**
   * As transformers 5 and vLLM do: the stored head is the model's, and stays so when it is saved.
   */
  @Test
  void aStoredHeadThatIsAnotherIsKept() throws IOException {
    model();
    storeHead(DType.FLOAT32, 1);
    Checkpoint opened = Checkpoint.open(directory);
    assertThat(opened.config().tiedHead()).isFalse();
    assertThat(opened.remarks()).singleElement().asString().contains("lm_head.weight");
    assertThat(told()).singleElement().asString().contains("lm_head.weight");
    try (Parameters parameters = opened.loadWeights(directory, DType.FLOAT32)) {
      Path copy = Files.createDirectory(directory.resolve("copy"));
      opened.write(copy, parameters);
      Checkpoint again = Checkpoint.open(copy);
      assertThat(again.config().tiedHead()).isFalse();
      assertThat(again.remarks()).isEmpty();
      try (Parameters after = again.loadWeights(copy, DType.FLOAT32)) {
        assertThat(after.flat().toDoubles()).isEqualTo(parameters.flat().toDoubles());
      }
    }
  }

  @Test
  void aStoredHeadThatIsTheEmbeddingIsTied() throws IOException {
    model();
    storeHead(DType.FLOAT32, 0);
    assertThat(Checkpoint.open(directory).config().tiedHead()).isTrue();
    assertThat(told()).isEmpty();
  }

  /** Rounded to another type it is another head. */
  @Test
  void aStoredHeadOfAnotherTypeIsComparedByValue() throws IOException {
    model();
    storeHead(DType.FLOAT64, 0);
    assertThat(Checkpoint.open(directory).config().tiedHead()).isTrue();
    storeHead(DType.BFLOAT16, 0);
    assertThat(Checkpoint.open(directory).config().tiedHead()).isFalse();
  }

  @Test
  void aWholeModelGivesNoRemark() throws IOException {
    model();
    assertThat(told()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tokenizer_config.json | {'eos_token': '<pad>'} | eos_token <pad>",
        "tokenizer_config.json | {'eos_token': {'content': 'nowhere'}} | eos_token nowhere is no token",
        "special_tokens_map.json | {'eos_token': '<pad>'} | eos_token is <pad>",
        "generation_config.json | {'eos_token_id': [8]} | eos_token_id lacks [9]",
        "tokenizer_config.json | {'added_tokens_decoder': {'3': {'content': '<end>'}}} | <end> (3)",
        "tokenizer_config.json | {'added_tokens_decoder': {'99': {'content': '<tool>'}}} | <tool> (99)",
        "chat_template.json | {'chat_template': 'x'} | is not read",
        "adapter_config.json | {} | an adapter lies beside",
      })
  void whatTwoFilesSayDifferently(String file, String content, String told) throws IOException {
    model();
    Files.writeString(directory.resolve(file), content.replace('\'', '"'));
    assertThat(told()).anySatisfy(each -> assertThat(each).contains(told));
  }

  @Test
  void templatesAndTypes() throws IOException {
    model();
    Files.writeString(directory.resolve("chat_template.jinja"), "a");
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"chat_template\":\"a\\n\"}");
    assertThat(told()).isEmpty();
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"chat_template\":\"b\"}");
    Files.writeString(
        directory.resolve("config.json"), CONFIG.toJson().put("torch_dtype", "float16").toString());
    assertThat(told())
        .anySatisfy(each -> assertThat(each).contains("another template"))
        .anySatisfy(each -> assertThat(each).contains("names the type float16"));
  }

  @Test
  void aKeyThatIsGivenTwiceIsRefused() throws IOException {
    model();
    String json = CONFIG.toJson().toString();
    Files.writeString(
        directory.resolve("config.json"),
        json.substring(0, json.length() - 1) + ",\"rope_theta\":5}");
    assertThatThrownBy(() -> Checkpoint.open(directory)).hasMessageContaining("rope_theta");
  }

  @Test
  void bothNamesOfTheTypeAreWritten() throws IOException {
    model();
    Files.writeString(
        directory.resolve("config.json"),
        CONFIG.toJson().put("dtype", "float32").put("torch_dtype", "float32").toString());
    Path copy = Files.createDirectory(directory.resolve("copy"));
    try (Parameters narrow = Checkpoint.open(directory).loadWeights(directory, DType.BFLOAT16)) {
      Checkpoint.open(directory).write(copy, narrow);
    }
    var json = JsonMapper.shared().readTree(Files.readAllBytes(copy.resolve("config.json")));
    assertThat(json.path("dtype").asString()).isEqualTo("bfloat16");
    assertThat(json.path("torch_dtype").asString()).isEqualTo("bfloat16");
  }

  /** Both files get all ids, what stood there first, and nothing is written twice. */
  @Test
  void endsAreAddedToBothFiles() throws IOException {
    model();
    Checkpoint opened = Checkpoint.open(directory);
    assertThat(opened.endingAt(List.of(9))).isSameAs(opened);
    Checkpoint ending = opened.endingAt(List.of(7, 9));
    assertThat(ending.endIds()).containsExactly(9, 7);
    for (String file : List.of("config.json", "generation_config.json")) {
      assertThat(JsonMapper.shared().readTree(ending.files().get(file)).path("eos_token_id"))
          .hasToString("[9,7]");
    }
    Files.delete(directory.resolve("generation_config.json"));
    assertThat(Checkpoint.open(directory).endingAt(List.of(7)).endIds()).containsExactly(9, 7);
  }
}
