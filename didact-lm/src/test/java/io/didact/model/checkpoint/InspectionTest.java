package io.didact.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.ParameterCount;
import io.didact.model.decoder.ParameterLayout;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.CharacterTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class InspectionTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  /** As many rows as the small tokenizer has tokens. */
  private static final DecoderConfig CONFIG = RandomModels.config(56, 4, 2, 6, true);

  @TempDir Path directory;

  private Path model() throws IOException {
    CharacterTokenizer.small().write(directory);
    try (Parameters parameters = Parameters.random(CONFIG, DType.BFLOAT16, 1)) {
      Checkpoint.of(CONFIG, Map.of()).write(directory, parameters);
    }
    // The tokenizer's <end> has another id than the end id of the random model.
    Files.delete(directory.resolve("tokenizer_config.json"));
    return directory;
  }

  private void config(Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = CONFIG.toJson().put("torch_dtype", "bfloat16");
    change.accept(json);
    Files.writeString(directory.resolve("config.json"), json.toString());
  }

  private static void rewrite(Path file, Consumer<Map<String, Tensor>> change) throws IOException {
    try (TensorScope scope = new TensorScope()) {
      SortedMap<String, Tensor> tensors = new TreeMap<>();
      for (var each : Safetensors.readHeader(file).entrySet()) {
        tensors.put(each.getKey(), Tensor.zeros(each.getValue().dtype(), each.getValue().shape()));
      }
      change.accept(tensors);
      Safetensors.write(file, tensors);
    }
  }

  /** The weights in two files: embedding and norm in b, the blocks in a; and a right index. */
  private ObjectNode sharded() throws IOException {
    model();
    Path single = directory.resolve(SINGLE);
    for (String file : List.of("a", "b")) {
      Path shard = Files.copy(single, directory.resolve("model-" + file + ".safetensors"));
      rewrite(
          shard,
          tensors ->
              tensors.keySet().removeIf(name -> name.contains("layers") != file.equals("a")));
    }
    ObjectNode index = JsonMapper.shared().createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    for (ParameterLayout.Part part : ParameterLayout.of(CONFIG).parts()) {
      map.put(
          part.name(),
          part.name().contains("layers") ? "model-a.safetensors" : "model-b.safetensors");
    }
    index.putObject("metadata").put("total_size", 2 * ParameterCount.of(CONFIG).total());
    Files.delete(single);
    write(index);
    return index;
  }

  private void write(ObjectNode index) throws IOException {
    Files.writeString(directory.resolve(INDEX), index.toString());
  }

  private static List<String> told(Inspection inspection) {
    return inspection.problems().stream()
        .map(each -> (each.fatal() ? "wrong " : "remark ") + each.where() + ": " + each.what())
        .toList();
  }

  private List<String> told() {
    Inspection inspection = Inspection.of(directory);
    inspection.problems().forEach(each -> assertThat(each.remedy()).isNotBlank());
    boolean loads;
    try {
      Checkpoint.open(directory).loadWeights(directory, DType.FLOAT32).close();
      loads = true;
    } catch (IOException e) {
      loads = false;
    }
    // What does not load is never called usable.
    assertThat(inspection.usable() && !loads).as("%s", inspection.problems()).isFalse();
    return told(inspection);
  }

  @ParameterizedTest
  @CsvSource({
    "llama3, llama, 1, false, 30",
    "qwen2-tied, qwen2, 1, false, 38",
    "qwen2-untied, qwen2, 2, true, 39",
    "qwen3, qwen3, 1, false, 36"
  })
  void goldenModels(String name, String family, int files, boolean indexed, int tensors) {
    Inspection inspection = Inspection.of(GOLDEN.resolve(name));
    assertThat(inspection.usable()).as("%s", inspection.problems()).isTrue();
    assertThat(inspection.config().orElseThrow().family().modelType()).isEqualTo(family);
    assertThat(inspection.weights().files()).hasSize(files);
    assertThat(inspection.weights().indexed()).isEqualTo(indexed);
    assertThat(inspection.weights().tensors()).isEqualTo(tensors);
    assertThat(inspection.tokenizer()).isEmpty();
    assertThat(told(inspection))
        .contains("remark tokenizer.json: is not there, so the model works on token ids alone");
  }

  @Test
  void allThatAWholeModelHas() throws IOException {
    model();
    Files.createDirectories(directory.resolve("additional_chat_templates"));
    Files.writeString(directory.resolve("additional_chat_templates/tools.jinja"), "{{ x }}");
    Files.writeString(directory.resolve("chat_template.jinja"), "{{ x }}");
    Files.writeString(
        directory.resolve("tokenizer_config.json"),
        "{\"chat_template\":[{\"name\":\"default\",\"template\":\"\"},{\"name\":\"rag\"}]}");
    Inspection inspection = Inspection.of(directory);
    assertThat(inspection.problems()).isEmpty();
    assertThat(inspection.config()).contains(CONFIG);
    assertThat(inspection.endIds()).containsExactly(0);
    assertThat(inspection.window()).isEmpty();
    long parameters = ParameterCount.of(CONFIG).total();
    int tensors = ParameterLayout.of(CONFIG).parts().size();
    assertThat(inspection.weights().types())
        .isEqualTo(Map.of(DType.BFLOAT16, new WeightFiles.Amount(tensors, 2 * parameters)));
    assertThat(inspection.weights().bytes()).isEqualTo(Files.size(directory.resolve(SINGLE)));
    assertThat(inspection.tokenizer())
        .contains(
            new Inspection.TokenizerFacts(
                56,
                List.of(
                    new Inspection.SpecialToken(0, "<pad>"),
                    new Inspection.SpecialToken(9, "<end>"))));
    assertThat(inspection.templates())
        .containsExactly(
            new Inspection.Template("default", "chat_template.jinja"),
            new Inspection.Template("tools", "additional_chat_templates/tools.jinja"),
            new Inspection.Template("default", "tokenizer_config.json: chat_template"),
            new Inspection.Template("rag", "tokenizer_config.json: chat_template"));
  }

  /** The message of each kind, all in one go. */
  @Test
  void everyTensorThatIsWrongIsToldAtOnce() throws IOException {
    model();
    rewrite(
        directory.resolve(SINGLE),
        tensors -> {
          tensors.remove("model.norm.weight");
          tensors.remove("model.layers.0.mlp.gate_proj.weight");
          tensors.put("model.layers.0.mlp.up_proj.weight", Tensor.zeros(DType.FLOAT32, 24, 40));
          tensors.put("model.layers.1.mlp.up_proj.weight", Tensor.zeros(DType.INT64, 40, 24));
          tensors.put("model.layers.2.input_layernorm.weight", Tensor.zeros(DType.FLOAT32, 24));
          tensors.put("lm_head.weight", Tensor.zeros(DType.FLOAT32, 56, 24));
          tensors.put("model.rotary_emb.inv_freq", Tensor.zeros(DType.FLOAT32, 3));
        });
    Files.writeString(directory.resolve("tokenizer.json"), "{}");
    Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\":[0,56]}");
    assertThat(told())
        .containsExactly(
            "wrong generation_config.json: eos_token_id 56 is no id of the model, whose vocab_size is"
                + " 56",
            "wrong model.safetensors: 2 tensors are missing: model.layers.0.mlp.gate_proj.weight;"
                + " model.norm.weight",
            "wrong model.safetensors: 1 tensor is of another shape than config.json asks for:"
                + " model.layers.0.mlp.up_proj.weight [24, 40], asked for [40, 24]",
            "wrong model.safetensors: 1 tensor is no floating-point numbers:"
                + " model.layers.1.mlp.up_proj.weight INT64",
            "wrong model.safetensors: 1 tensor is not known to qwen2:"
                + " model.layers.2.input_layernorm.weight",
            "wrong tokenizer.json: has no vocabulary: not a tokenizer.json");
  }

  @Test
  void aTruncatedFileIsToldOnce() throws IOException {
    model();
    Path file = directory.resolve(SINGLE);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 7));
    assertThat(told()).hasSize(1).first().asString().contains("wrong " + SINGLE, "truncated");
    Files.write(file, new byte[3]);
    assertThat(told())
        .containsExactly("wrong " + SINGLE + ": not a safetensors file, it has only 3 bytes");
  }

  @Test
  void aRightIndexIsSilent() throws IOException {
    sharded();
    assertThat(told()).isEmpty();
    assertThat(Inspection.of(directory).weights().files())
        .extracting(WeightFiles.File::name)
        .containsExactly("model-a.safetensors", "model-b.safetensors");
  }

  @Test
  void anIndexThatLiesIsToldInWhat() throws IOException {
    ObjectNode index = sharded();
    ObjectNode map = (ObjectNode) index.path("weight_map");
    map.put("model.norm.weight", "model-a.safetensors");
    map.put("model.extra.weight", "model-b.safetensors");
    map.remove("model.layers.0.mlp.up_proj.weight");
    index.putObject("metadata").put("total_size", 1);
    write(index);
    Files.copy(directory.resolve("model-a.safetensors"), directory.resolve("model-c.safetensors"));
    List<String> told = told(Inspection.of(directory));
    assertThat(told)
        .containsExactly(
            "wrong "
                + INDEX
                + ": places tensors in files that do not hold them: model.norm.weight"
                + " in model-a.safetensors, it is in model-b.safetensors",
            "wrong "
                + INDEX
                + ": names tensors that no file holds: model.extra.weight in"
                + " model-b.safetensors",
            "remark "
                + INDEX
                + ": lacks tensors that the files hold:"
                + " model.layers.0.mlp.up_proj.weight",
            "remark "
                + INDEX
                + ": metadata.total_size is 1, the tensors have "
                + 2 * ParameterCount.of(CONFIG).total()
                + " bytes",
            "remark " + INDEX + ": does not name model-c.safetensors, so not read");
  }

  /** What is in a file that cannot be read is not called missing; the other files are checked. */
  @Test
  void filesThatAreNotThereOrDamaged() throws IOException {
    sharded();
    Files.write(directory.resolve("model-a.safetensors"), new byte[9]);
    rewrite(
        directory.resolve("model-b.safetensors"),
        tensors -> tensors.put("model.norm.weight", Tensor.zeros(DType.FLOAT32, 23)));
    assertThat(told())
        .hasSize(2)
        .anyMatch(each -> each.startsWith("wrong model-a.safetensors: not a safetensors file"))
        .anyMatch(each -> each.contains("model.norm.weight [23], asked for [24]"));
    Files.delete(directory.resolve("model-a.safetensors"));
    assertThat(told())
        .hasSize(2)
        .anyMatch(
            each ->
                each.equals(
                    "wrong "
                        + INDEX
                        + ": names model-a.safetensors, which is not there, for tensors: 24"));
  }

  @Test
  void aTensorInTwoFiles() throws IOException {
    sharded();
    rewrite(
        directory.resolve("model-b.safetensors"),
        tensors ->
            tensors.put("model.layers.0.input_layernorm.weight", Tensor.zeros(DType.FLOAT32, 24)));
    assertThat(told())
        .contains(
            "wrong " + INDEX + ": 1 tensor is in two files: model.layers.0.input_layernorm.weight");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"weight_map\":{}}", "{\"weight_map\":[1]}"})
  void anIndexThatIsNone(String text) throws IOException {
    sharded();
    Files.writeString(directory.resolve(INDEX), text);
    assertThat(told()).hasSize(1).first().asString().startsWith("wrong " + INDEX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../model-a.safetensors", "/etc/hostname", "..", "", "a\\\\b"})
  void anIndexNamesOnlyFilesOfItsDirectory(String name) throws IOException {
    ObjectNode index = sharded();
    ((ObjectNode) index.path("weight_map")).put("model.norm.weight", name);
    write(index);
    assertThat(told())
        .contains("wrong " + INDEX + ": names " + name + ", which is not there, for tensors: 1");
  }

  @Test
  void bothLayouts() throws IOException {
    model();
    Files.writeString(directory.resolve(INDEX), "{");
    assertThat(told())
        .containsExactly("remark " + INDEX + ": is not read, because there is a " + SINGLE);
  }

  @Test
  void weightsInAnotherFormat() throws IOException {
    model();
    Files.move(directory.resolve(SINGLE), directory.resolve("pytorch_model.bin"));
    Inspection inspection = Inspection.of(directory);
    assertThat(told(inspection))
        .containsExactly("wrong " + SINGLE + ": there is neither this nor " + INDEX);
    assertThat(inspection.problems().get(0).remedy()).contains("pytorch_model.bin");
  }

  @Test
  void anEmptyDirectory() {
    Inspection inspection = Inspection.of(directory);
    assertThat(inspection.usable()).isFalse();
    assertThat(inspection.config()).isEmpty();
    assertThat(told(inspection))
        .containsExactly(
            "wrong config.json: not a model directory, it has no config.json",
            "wrong " + SINGLE + ": there is neither this nor " + INDEX,
            "remark tokenizer.json: is not there, so the model works on token ids alone");
  }

  /** The rest is told all the same. */
  @Test
  void aConfigThatIsNotSupported() throws IOException {
    model();
    Files.delete(directory.resolve("tokenizer.json"));
    config(
        json ->
            json.put("hidden_act", "gelu").put("num_attention_heads", "4").put("vocab_size", 1.5));
    assertThat(told())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("wrong config.json: ")
        .contains("hidden_act must be silu, was gelu", "num_attention_heads", "vocab_size");
    assertThat(Inspection.of(directory).weights().tensors()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "num_hidden_layers, 2000000000",
    "intermediate_size, 2000000000",
    "vocab_size, 2000000000",
    "head_dim, 2000000000"
  })
  void absurdSizesCostNothing(String key, int value) throws IOException {
    model();
    config(json -> json.put(key, value));
    Inspection inspection = Inspection.of(directory);
    assertThat(inspection.usable()).isFalse();
    assertThat(told(inspection)).first().asString().contains("" + value);
  }

  @Test
  void quantisedWeights() throws IOException {
    model();
    config(json -> json.putObject("quantization_config").put("bits", 4));
    assertThat(told())
        .containsExactly(
            "wrong config.json: quantization_config (quant_method not named): quantized weights are"
                + " not supported; take the model's version in bf16, fp16 or fp32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"eos_token_id\":56}      | wrong generation_config.json: eos_token_id 56 is no id of the model, whose vocab_size is 56",
        "{\"eos_token_id\":[-1,3]}  | wrong generation_config.json: eos_token_id must be a token id",
        "{\"eos_token_id\"          | wrong generation_config.json: not JSON",
      })
  void endIds(String generation, String told) throws IOException {
    model();
    Files.writeString(directory.resolve("generation_config.json"), generation);
    assertThat(told()).hasSize(1).first().asString().startsWith(told);
  }

  @Test
  void noEndIds() throws IOException {
    model();
    Files.delete(directory.resolve("generation_config.json"));
    config(json -> json.remove("eos_token_id"));
    assertThat(told()).containsExactly("remark config.json: names no end id (eos_token_id)");
  }

  /** Ids 56 and on have no rows; where they are special ones that is only remarked. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTokenizerWithMoreTokensThanTheModel(boolean special) throws IOException {
    model();
    Path file = directory.resolve("tokenizer.json");
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(file));
    ((tools.jackson.databind.node.ArrayNode) json.path("added_tokens"))
        .addObject()
        .put("id", 56)
        .put("content", "[PAD]")
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", special);
    Files.writeString(file, json.toString());
    assertThat(told())
        .containsExactly(
            (special ? "remark" : "wrong")
                + " tokenizer.json: has ids up to 56, the model only below vocab_size 56");
  }

  /**
   * Whatever bytes change: an answer, never an exception, and nothing that fails to load passes.
   */
  @Test
  void damagedFilesAreToldOf() throws IOException {
    sharded();
    Random random = new Random(5);
    List<String> names =
        List.of("config.json", INDEX, "model-a.safetensors", "model-b.safetensors");
    for (int i = 0; i < 400; i++) {
      Path file = directory.resolve(names.get(random.nextInt(names.size())));
      byte[] right = Files.readAllBytes(file);
      byte[] damaged = right.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        damaged[random.nextInt(Math.min(damaged.length, 3000))] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      told();
      Files.write(file, right);
    }
  }
}
