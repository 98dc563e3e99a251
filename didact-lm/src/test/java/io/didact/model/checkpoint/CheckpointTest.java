package io.didact.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckpointTest {
  private static final DecoderConfig CONFIG = RandomModels.config(20, 4, 2, 6, false);

  @TempDir Path directory;

  private Checkpoint written(DType dtype) throws IOException {
    Checkpoint checkpoint = Checkpoint.of(CONFIG, Map.of("tokenizer.json", new byte[] {1, 2, -1}));
    try (Parameters parameters = RandomModels.parameters(CONFIG, dtype, 1)) {
      checkpoint.write(directory, parameters);
    }
    return checkpoint;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT32", "FLOAT64", "BFLOAT16"})
  void whatIsSavedIsLoadedBitForBit(DType dtype) throws IOException {
    written(dtype);
    Checkpoint opened = Checkpoint.open(directory);
    assertThat(opened.config()).isEqualTo(CONFIG);
    try (Parameters before = RandomModels.parameters(CONFIG, dtype, 1);
        Parameters after = opened.loadWeights(directory, dtype)) {
      assertThat(after.flat().dtype()).isEqualTo(dtype);
      assertThat(after.flat().toDoubles()).isEqualTo(before.flat().toDoubles());
    }
  }

  /** The embedding of 20 · 24 floats has 1,920 bytes; matrices of 24 · 40 need 3,840. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2_000, 5_000, 10_000})
  void shardsHoldWhatFitsAndLoadBackBitForBit(long shardBytes) throws IOException {
    Checkpoint checkpoint = Checkpoint.of(CONFIG, Map.of());
    try (Parameters before = RandomModels.parameters(CONFIG, DType.FLOAT32, 1)) {
      checkpoint.write(directory, before, shardBytes);
      try (Parameters after = Checkpoint.open(directory).loadWeights(directory, DType.FLOAT32)) {
        assertThat(after.flat().toFloats()).isEqualTo(before.flat().toFloats());
      }
      JsonNode index =
          JsonMapper.shared().readTree(directory.resolve(WeightHeaders.INDEX).toFile());
      assertThat(index.path("metadata").path("total_size").longValue())
          .isEqualTo(4 * before.size());
      Set<String> names = new HashSet<>();
      before.parts().forEach(part -> names.add(part.name()));
      assertThat(index.path("weight_map").propertyNames())
          .containsExactlyInAnyOrderElementsOf(names);
    }
    WeightHeaders shards = WeightHeaders.read(directory, false);
    int count = shards.tensors().size();
    assertThat(count).isGreaterThan(1);
    int number = 0;
    for (Map.Entry<String, Map<String, Safetensors.Entry>> file : shards.tensors().entrySet()) {
      number++;
      assertThat(file.getKey())
          .isEqualTo("model-%05d-of-%05d.safetensors".formatted(number, count));
      long bytes = file.getValue().values().stream().mapToLong(e -> e.end() - e.start()).sum();
      assertThat(bytes <= shardBytes || file.getValue().size() == 1).isTrue();
    }
    assertThat(directory.resolve(WeightHeaders.SINGLE)).doesNotExist();
  }

  @Test
  void oneFileIsEnoughForWhatFits() throws IOException {
    written(DType.FLOAT32);
    assertThat(directory.resolve(WeightHeaders.SINGLE)).exists();
    assertThat(directory.resolve(WeightHeaders.INDEX)).doesNotExist();
  }

  /** 1/3 in bfloat16 is 0.333984375; widening it is exact, narrowing 1/3 rounds to nearest. */
  @Test
  void typesAreConvertedOnTheWay() throws IOException {
    DecoderConfig config = RandomModels.config(70_000, 24, 2, 6, true);
    Checkpoint checkpoint = Checkpoint.of(config, Map.of());
    try (Parameters third = Parameters.zeros(config, DType.FLOAT32);
        TensorScope scope = new TensorScope()) {
      third.flat().fill_(1.0 / 3);
      checkpoint.write(directory, third);
      try (Parameters narrow = checkpoint.loadWeights(directory, DType.BFLOAT16)) {
        assertThat(narrow.flat().to(DType.FLOAT64).sub(third.flat().to(DType.BFLOAT16)).norm())
            .isZero();
        checkpoint.write(directory, narrow);
      }
    }
    try (Parameters wide = checkpoint.loadWeights(directory, DType.FLOAT32);
        TensorScope scope = new TensorScope()) {
      assertThat(wide.flat().max(0).item()).isEqualTo(0.333984375);
      assertThat(wide.flat().mul(-1).max(0).item()).isEqualTo(-0.333984375);
    }
  }

  @Test
  void aTensorThatIsNotWhereTheIndexPlacesItIsNamed() throws IOException {
    Checkpoint checkpoint = Checkpoint.of(CONFIG, Map.of());
    try (Parameters parameters = RandomModels.parameters(CONFIG, DType.FLOAT32, 1)) {
      checkpoint.write(directory, parameters, 5_000);
    }
    Path index = directory.resolve(WeightHeaders.INDEX);
    String text = Files.readString(index);
    int at = text.indexOf("model-0", text.indexOf("model.embed_tokens.weight"));
    Files.writeString(
        index, text.substring(0, at) + "model-00002" + text.substring(at + "model-00002".length()));
    assertThatThrownBy(() -> checkpoint.checkWeights(directory))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            ".*index.json: places tensors in files that do not hold them: model.embed_tokens.weight in"
                + " model-00002-of-000\\d\\d.safetensors, it is in model-00001-of-.*");
  }

  @Test
  void filesBesideTheWeightsAreCarriedAlongUnchanged() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("config.json", utf8(CONFIG.toJson().put("a_key_of_theirs", 1) + " \n"));
    files.put("tokenizer.json", new byte[] {0, -1, 13, 10});
    files.put("merges.txt", new byte[0]);
    files.put("chat_template.jinja", utf8("{{ messages }}"));
    files.put("additional_chat_templates/tool_use.jinja", utf8("{{ tools }}\r\n"));
    Path templates = Files.createDirectory(directory.resolve("additional_chat_templates"));
    Files.write(templates.resolve("notes.txt"), utf8("not carried"));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
    Files.write(directory.resolve("README.md"), utf8("not carried"));
    Path copy = Files.createDirectory(directory.resolve("copy"));
    try (Parameters parameters = Parameters.zeros(CONFIG, DType.FLOAT32)) {
      Checkpoint.open(directory).write(copy, parameters);
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      assertThat(copy.resolve(file.getKey())).hasBinaryContent(file.getValue());
    }
    assertThat(copy.resolve("README.md")).doesNotExist();
    assertThat(copy.resolve("additional_chat_templates")).isDirectoryNotContaining("glob:**.txt");
  }

  /** Each may be as large as a small file is, but not any number of them. */
  @Test
  void templatesHaveABoundTogether() throws IOException {
    Path templates = Files.createDirectory(directory.resolve("additional_chat_templates"));
    for (String name : List.of("a.jinja", "b.jinja")) {
      try (RandomAccessFile file = new RandomAccessFile(templates.resolve(name).toFile(), "rw")) {
        file.setLength(33L << 20);
      }
    }
    assertThatThrownBy(() -> Checkpoint.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessage(templates + ": its templates are larger than 64 MiB together");
  }

  /** A link to a private file would have its text in every model that is saved. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vocab.json",
        "merges.txt",
        "tokenizer.model",
        "generation_config.json",
        "chat_template.jinja",
        "additional_chat_templates/rag.jinja"
      })
  void aCompanionThatIsALinkToElsewhereIsRefused(String name, @TempDir Path elsewhere)
      throws IOException {
    Files.write(directory.resolve("config.json"), utf8(CONFIG.toJson().toString()));
    assertThat(Checkpoint.open(directory).files()).containsOnlyKeys("config.json");
    Path secret = Files.write(elsewhere.resolve("id_rsa"), utf8("private"));
    Path link = directory.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, secret);
    assertThatThrownBy(() -> Checkpoint.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(link + ": a link out of the model directory");
  }

  @Test
  void allThatIsWrongWithTheTensorsIsToldAtOnce() throws IOException {
    Checkpoint checkpoint = written(DType.FLOAT32);
    rewrite(
        tensors -> {
          tensors.remove("model.norm.weight");
          tensors.put("model.layers.0.mlp.up_proj.weight", Tensor.zeros(DType.FLOAT32, 24, 40));
          tensors.put("lm_head.weight", Tensor.zeros(DType.INT64, 20, 24));
          tensors.put("model.layers.2.input_layernorm.weight", Tensor.zeros(DType.FLOAT32, 24));
          tensors.put("model.rotary_emb.inv_freq", Tensor.zeros(DType.FLOAT32, 3));
        });
    assertThatThrownBy(() -> checkpoint.loadWeights(directory, DType.FLOAT32))
        .isInstanceOf(IOException.class)
        .hasMessage(
            directory.resolve("model.safetensors")
                + ": 1 tensor is missing: model.norm.weight (fetch all files again, or take"
                + " config.json and weights of the same model); "
                + directory.resolve("model.safetensors")
                + ": 1 tensor is of another shape than config.json asks for:"
                + " model.layers.0.mlp.up_proj.weight [24, 40], asked for [40, 24] (take config.json"
                + " and weights of the same model); "
                + directory.resolve("model.safetensors")
                + ": 1 tensor is no floating-point numbers: lm_head.weight INT64 (take weights not"
                + " quantised); "
                + directory.resolve("model.safetensors")
                + ": 1 tensor is not known to qwen2: model.layers.2.input_layernorm.weight (an"
                + " adapter, a quantised model or one of another family cannot be loaded; else take"
                + " config.json and weights of the same model)");
  }

  /** Reads the file's tensors, lets them be changed, and writes them again. */
  private void rewrite(java.util.function.Consumer<Map<String, Tensor>> change) throws IOException {
    Path file = directory.resolve("model.safetensors");
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> tensors = new TreeMap<>();
      Safetensors.readHeader(file)
          .forEach((name, e) -> tensors.put(name, Tensor.zeros(e.dtype(), e.shape())));
      Safetensors.read(file, tensors);
      change.accept(tensors);
      Safetensors.write(file, tensors);
    }
  }

  @Test
  void aTruncatedFileIsNamed() throws IOException {
    Checkpoint checkpoint = written(DType.FLOAT32);
    Path file = directory.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> checkpoint.loadWeights(directory, DType.FLOAT32))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining("truncated");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"../model.safetensors\"",
        "\"/etc/hostname\"",
        "\"..\"",
        "\".\"",
        "\"\"",
        "\"a\\\\b\"",
        "\"a\\u0000b\"",
        "\"absent.safetensors\"",
        "7",
        "null",
        "[\"model.safetensors\"]"
      })
  void anIndexNamesOnlyFilesOfItsDirectory(String shard) throws IOException {
    Checkpoint checkpoint = written(DType.FLOAT32);
    Path inner = Files.createDirectory(directory.resolve("inner"));
    Path index = inner.resolve("model.safetensors.index.json");
    Files.write(index, utf8("{\"weight_map\": {\"model.norm.weight\": " + shard + "}}"));
    assertThatThrownBy(() -> checkpoint.loadWeights(inner, DType.FLOAT32))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(index + ": names ")
        .hasMessageContaining(", which is not there, for tensors: 1 (");
  }

  @Test
  void aTensorInTwoShardsIsNamed() throws IOException {
    Checkpoint checkpoint = written(DType.FLOAT32);
    Files.copy(directory.resolve("model.safetensors"), directory.resolve("b.safetensors"));
    Files.move(directory.resolve("model.safetensors"), directory.resolve("a.safetensors"));
    Files.write(
        directory.resolve("model.safetensors.index.json"),
        utf8("{\"weight_map\": {\"x\": \"a.safetensors\", \"y\": \"b.safetensors\"}}"));
    assertThatThrownBy(() -> checkpoint.loadWeights(directory, DType.FLOAT32))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("27 tensors are in two files: lm_head.weight; ");
  }

  @Test
  void whatIsNoModelDirectoryIsRefused() throws IOException {
    Path absent = directory.resolve("absent");
    assertThatThrownBy(() -> Checkpoint.open(absent))
        .isInstanceOf(IOException.class)
        .hasMessage(absent + ": no such model directory");
    assertThatThrownBy(() -> Checkpoint.open(directory)).hasMessageContaining("no config.json");
    Checkpoint checkpoint = Checkpoint.of(CONFIG, Map.of());
    assertThatThrownBy(() -> checkpoint.loadWeights(directory, DType.FLOAT32))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is neither this nor model.safetensors.index.json");
    Files.write(directory.resolve("pytorch_model.bin"), new byte[1]);
    assertThatThrownBy(() -> checkpoint.loadWeights(directory, DType.FLOAT32))
        .hasMessageContaining("weights in other formats (pytorch_model.bin) are not read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"eos_token_id\": 3}              | 3",
        "{\"eos_token_id\": [3, 5]}         | 3, 5",
        "{\"eos_token_id\": []}             | 0",
        "{\"eos_token_id\": null}           | 0",
        "{}                                 | 0",
      })
  void endIdsAreTheGenerationConfigsOrElseTheConfigs(String generation, String ids)
      throws IOException {
    written(DType.FLOAT32);
    Files.write(directory.resolve("generation_config.json"), utf8(generation));
    assertThat(Checkpoint.open(directory).endIds())
        .containsExactlyElementsOf(
            java.util.Arrays.stream(ids.split(", ")).map(Integer::valueOf).toList());
    Files.delete(directory.resolve("generation_config.json"));
    assertThat(Checkpoint.open(directory).endIds()).containsExactly(0);
  }

  /** An end id that cannot be sampled would let every text run to its longest. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"eos_token_id\": -1}        | generation_config.json: eos_token_id must be a token id ≥ 0 or a list of them, was -1",
        "{\"eos_token_id\": \"2\"}     | was \"2\"",
        "{\"eos_token_id\": [2, null]} | was [2,null]",
        "{\"eos_token_id\": [[2]]}     | was [[2]]",
        "{\"eos_token_id\": 2.5}       | was 2.5",
        "{\"eos_token_id\": 4294967296} | was 4294967296",
        "{\"eos_token_id\": [0, 99]}   | generation_config.json: eos_token_id 99 is no id of the model, whose vocab_size is 20",
      })
  void endIdsThatAreNoIdsAreRefused(String generation, String complaint) {
    Checkpoint checkpoint =
        new Checkpoint(CONFIG, Map.of("generation_config.json", utf8(generation)));
    assertThatThrownBy(checkpoint::endIds)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(complaint);
  }

  /** Scoring needs no end ids: the directory opens all the same. */
  @Test
  void anEndIdBeyondTheVocabularyIsRefusedWhereItIsNeeded() throws IOException {
    var json = CONFIG.toJson().put("eos_token_id", 99);
    Files.write(directory.resolve("config.json"), utf8(json.toString()));
    Checkpoint checkpoint = Checkpoint.open(directory);
    assertThatThrownBy(checkpoint::endIds)
        .isInstanceOf(IOException.class)
        .hasMessage("config.json: eos_token_id 99 is no id of the model, whose vocab_size is 20");
    Files.write(directory.resolve("generation_config.json"), utf8("{\"eos_token_id\": [1, 2]}"));
    assertThat(Checkpoint.open(directory).endIds()).containsExactly(1, 2);
  }

  @Test
  void aGenerationConfigThatIsNotJsonIsNamed() throws IOException {
    Checkpoint checkpoint =
        new Checkpoint(CONFIG, Map.of("generation_config.json", utf8("{eos_token_id")));
    assertThatThrownBy(checkpoint::endIds)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("generation_config.json: not JSON");
    assertThat(Checkpoint.of(CONFIG, Map.of()).endIds()).isEqualTo(List.of(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hidden_size             | 12.5      | hidden_size must be an integer, was 12.5",
        "num_key_value_heads     | \"2\"     | num_key_value_heads must be an integer, was \"2\"",
        "num_key_value_heads     | 3         | multiple of num_key_value_heads, were 4 and 3",
        "head_dim                | 6.5       | head_dim must be an integer, was 6.5",
        "head_dim                | 5         | head_dim must be even",
        "rope_theta              | \"1e4\"   | rope_theta must be a number, was \"1e4\"",
        "rms_norm_eps            | -1        | rms_norm_eps must be > 0",
        "tie_word_embeddings     | \"no\"    | tie_word_embeddings must be true or false",
        "use_sliding_window      | \"no\"    | use_sliding_window must be true or false",
        "rope_scaling            | {\"type\":\"ntk\"} | rope_scaling of type ntk is not supported",
        "hidden_act              | \"gelu\"  | hidden_act must be silu, was gelu",
        "model_type              | \"gpt2\"  | model_type must be one of qwen2, qwen3, llama, mistral, smollm3, gemma3_text, olmo2, olmo3, granite, phi3, was gpt2",
        "max_position_embeddings | 0         | max_position_embeddings must be ≥ 1",
        "eos_token_id            | \"</s>\" | eos_token_id must be a token id ≥ 0 or a list of them, was \"</s>\"",
        "eos_token_id            | [1, -1]   | eos_token_id must be a token id ≥ 0 or a list of them, was [1,-1]",
      })
  void aConfigThatCannotBeMeantIsRefused(String key, String value, String complaint)
      throws IOException {
    var json = CONFIG.toJson();
    json.set(key, tools.jackson.databind.json.JsonMapper.shared().readTree(value));
    Path config = Files.write(directory.resolve("config.json"), utf8(json.toString()));
    assertThatThrownBy(() -> Checkpoint.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(config + ": ")
        .hasMessageContaining(complaint);
  }

  /** Numbers that are JSON and no double: their file is named, and not all of their digits. */
  @ParameterizedTest
  @CsvSource({
    "rope_theta, 1, 400",
    "rope_theta, -1, 400",
    "rms_norm_eps, 9, 999",
    "hidden_size, 1, 400",
    "eos_token_id, 1, 30",
  })
  void numbersBeyondAllBoundsAreRefused(String key, String digit, int digits) throws IOException {
    Path config = directory.resolve("config.json");
    String json = CONFIG.toJson().without(key).toString();
    Files.writeString(
        config,
        json.substring(0, json.length() - 1)
            + ",\""
            + key
            + "\":"
            + digit
            + "0".repeat(digits)
            + "}");
    assertThatThrownBy(() -> Checkpoint.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(config + ": ")
        .hasMessageContaining(key + " must be ")
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400));
  }

  /** What Hugging Face leaves out or writes as null has its defaults. */
  @Test
  void leftOutKeysHaveDefaults() throws IOException {
    var json = CONFIG.toJson();
    json.putNull("head_dim");
    json.remove(
        List.of("num_key_value_heads", "rope_theta", "rms_norm_eps", "tie_word_embeddings"));
    Files.write(directory.resolve("config.json"), utf8(json.toString()));
    DecoderConfig config = Checkpoint.open(directory).config();
    assertThat(config.headDim()).isEqualTo(24 / 4);
    assertThat(config.kvHeads()).isEqualTo(4);
    assertThat(config.ropeTheta()).isEqualTo(10_000);
    assertThat(config.rmsNormEps()).isEqualTo(1e-6);
    assertThat(config.tiedHead()).isFalse();
  }
}
