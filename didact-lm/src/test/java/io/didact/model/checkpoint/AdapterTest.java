package io.didact.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.model.decoder.AdaptedParameters;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.LoraShape;
import io.didact.model.decoder.LoraWeights;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.ProcessGroup;
import io.didact.tensor.TensorScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Adapters as PEFT writes them; the bytes here are put together by hand. */
class AdapterTest {
  /** 24 wide, 2 layers; queries 8, keys and values 4, SwiGLU 40. */
  private static final DecoderConfig MODEL = RandomModels.config(20, 2, 1, 4, true);

  private static final String K = "base_model.model.model.layers.1.self_attn.k_proj.";
  private static final String DOWN = "base_model.model.model.layers.0.mlp.down_proj.";

  /** As PEFT 0.18 writes it, with all of its keys. */
  private static final String CONFIG =
      """
      {
        "alora_invocation_tokens": null,
        "alpha_pattern": {},
        "arrow_config": null,
        "auto_mapping": null,
        "base_model_name_or_path": "ORG/NAME",
        "bias": "none",
        "corda_config": null,
        "ensure_weight_tying": false,
        "eva_config": null,
        "exclude_modules": null,
        "fan_in_fan_out": false,
        "inference_mode": true,
        "init_lora_weights": true,
        "layer_replication": null,
        "layers_pattern": null,
        "layers_to_transform": null,
        "loftq_config": {},
        "lora_alpha": 6,
        "lora_bias": false,
        "lora_dropout": 0.05,
        "megatron_config": null,
        "megatron_core": "megatron.core",
        "modules_to_save": null,
        "peft_type": "LORA",
        "peft_version": "0.18.1",
        "qalora_group_size": 16,
        "r": 2,
        "rank_pattern": {},
        "revision": "abc",
        "target_modules": ["down_proj", "k_proj"],
        "target_parameters": null,
        "task_type": "CAUSAL_LM",
        "trainable_token_indices": null,
        "use_dora": false,
        "use_qalora": false,
        "use_rslora": false
      }
      """;

  @TempDir Path dir;

  /** Names → shapes; the numbers count up from 0 over all tensors. */
  private static byte[] safetensors(Map<String, int[]> tensors) throws IOException {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    int at = 0;
    for (Map.Entry<String, int[]> each : tensors.entrySet()) {
      int rows = each.getValue()[0];
      int columns = each.getValue()[1];
      header.append(
          ",\"%s\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}"
              .formatted(each.getKey(), rows, columns, 4 * at, 4 * (at + rows * columns)));
      at += rows * columns;
    }
    byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        ByteBuffer.allocate(8 + text.length + 4 * at).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(text.length).put(text);
    for (int i = 0; i < at; i++) {
      buffer.putFloat(i);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(buffer.array());
    return out.toByteArray();
  }

  private static Map<String, int[]> tensors() {
    Map<String, int[]> tensors = new LinkedHashMap<>();
    tensors.put(DOWN + "lora_A.weight", new int[] {2, 40});
    tensors.put(DOWN + "lora_B.weight", new int[] {24, 2});
    tensors.put(K + "lora_A.weight", new int[] {2, 24});
    tensors.put(K + "lora_B.weight", new int[] {4, 2});
    return tensors;
  }

  private Adapter adapter(String config, Map<String, int[]> tensors) throws IOException {
    Files.writeString(dir.resolve("adapter_config.json"), config);
    Files.write(dir.resolve("adapter_model.safetensors"), safetensors(tensors));
    return Adapter.open(dir);
  }

  private static String with(String key, String value) {
    String changed =
        CONFIG.replaceFirst(
            "\"" + key + "\": [^\\n]*?(,?)\\n", "\"" + key + "\": " + value + "$1\n");
    return changed.equals(CONFIG)
        ? CONFIG.replaceFirst("\\{", "{\"" + key + "\": " + value + ",")
        : changed;
  }

  /**
   * k_proj of layer 1: A [2, 24] = 128, 129, … (after 80 + 48 numbers of down_proj), B [4, 2] =
   * 176, 177, …; s = 6/2. The first number of the sum is 3·(176·128 + 177·152).
   */
  @Test
  void readsWhatPeftWrites() throws IOException {
    Adapter adapter = adapter(CONFIG, tensors());
    assertThat(Adapter.isAlone(dir)).isTrue();
    assertThat(adapter.config())
        .isEqualTo(
            new AdapterConfig(
                "ORG/NAME", Optional.of("abc"), 2, 6, false, 0.05, AdapterPatterns.NONE));
    assertThat(adapter.shape(MODEL).modules())
        .containsExactly("model.layers.0.mlp.down_proj", "model.layers.1.self_attn.k_proj");
    try (LoraWeights weights = adapter.loadWeights(MODEL, DType.FLOAT32);
        Parameters base = Parameters.zeros(MODEL, DType.FLOAT32);
        Parameters merged = new AdaptedParameters(base, weights).merged();
        TensorScope scope = new TensorScope()) {
      float[] sum =
          merged.parts().stream()
              .filter(part -> part.name().equals("model.layers.1.self_attn.k_proj.weight"))
              .findFirst()
              .map(part -> merged.view(part.offset(), part.shape()).reshape(-1).toFloats())
              .orElseThrow();
      assertThat(sum).hasSize(4 * 24);
      assertThat(sum[0]).isEqualTo(3 * (176 * 128 + 177 * 152));
      assertThat(sum[24 + 5]).isEqualTo(3 * (178 * 133 + 179 * 157));
      long changed =
          merged.parts().stream()
              .filter(part -> merged.view(part.offset(), part.shape()).norm() > 0)
              .count();
      assertThat(changed).isEqualTo(2);
    }
  }

  @Test
  void rankStabilizedScalingIsRead() throws IOException {
    assertThat(adapter(with("use_rslora", "true"), tensors()).shape(MODEL).scaling("a"))
        .isEqualTo(6 / Math.sqrt(2));
  }

  /** PEFT takes the first key that ends a name; what has no key has r 2 and alpha 6. */
  @Test
  void matricesMayHaveTheirOwnRankAndAlpha() throws IOException {
    Map<String, int[]> tensors = tensors();
    tensors.put(K + "lora_A.weight", new int[] {3, 24});
    tensors.put(K + "lora_B.weight", new int[] {4, 3});
    String config =
        with("rank_pattern", "{\"1.self_attn.k_proj\": 3, \"k_proj\": 9}")
            .replace(
                "\"alpha_pattern\": {}",
                "\"alpha_pattern\": {\"^mlp.down_proj\": 1, \"layers\\\\.0.mlp.down_proj\": 5}");
    Adapter adapter = adapter(config, tensors);
    LoraShape shape = adapter.shape(MODEL);
    assertThat(shape.rank("model.layers.1.self_attn.k_proj")).isEqualTo(3);
    assertThat(shape.scaling("model.layers.1.self_attn.k_proj")).isEqualTo(6 / 3.0);
    assertThat(shape.rank("model.layers.0.mlp.down_proj")).isEqualTo(2);
    assertThat(shape.scaling("model.layers.0.mlp.down_proj")).isEqualTo(5 / 2.0);
    assertThat(adapter.config().effect()).contains("1.self_attn.k_proj=3");
    try (LoraWeights weights = adapter.loadWeights(MODEL, DType.FLOAT32)) {
      Files.write(dir.resolve("adapter_config.json"), adapter.config().toJson(weights));
      assertThat(Adapter.open(dir)).isEqualTo(adapter);
    }
    Adapter other = adapter(with("rank_pattern", "{\"k_proj\": 4}"), tensors);
    assertThatThrownBy(() -> other.shape(MODEL))
        .hasMessageContaining("lora_A.weight has shape [3, 24], the model and r ask for [4, 24]");
  }

  /** How matrices were chosen does not matter: the tensors say which. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "target_modules    | '\".*(down|k)_proj\"'",
        "target_modules    | '\"all-linear\"'",
        "exclude_modules   | '[\"q_proj\"]'",
        "layers_to_transform | '[0, 1]'",
        "init_lora_weights | '\"gaussian\"'",
        "lora_alpha        | 6.0",
        "peft_version      | '\"9\"'",
        "new_switch        | false",
      })
  void choicesThatChangeNothingAreRead(String key, String value) throws IOException {
    assertThat(adapter(with(key, value), tensors()).shape(MODEL).modules()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "peft_type         | '\"IA3\"'           | 'peft_type is IA3; adapters of type LORA alone'",
        "peft_type         | null                | 'peft_type is not given'",
        "bias              | '\"all\"'           | 'bias \"all\": trained biases are not known'",
        "modules_to_save   | '[\"lm_head\"]'     | 'modules_to_save [\"lm_head\"] is not supported'",
        "use_dora          | true                | 'use_dora true is not supported'",
        "rank_pattern      | '{\"k_proj\": 0}'   | 'rank_pattern of k_proj must be a whole number ≥ 1, was 0'",
        "rank_pattern      | '{\"k_proj\": 1.5}' | 'rank_pattern of k_proj must be a whole number ≥ 1'",
        "rank_pattern      | 3                   | 'rank_pattern must be an object, was 3'",
        "alpha_pattern     | '{\"k_proj\": -4}'  | 'alpha_pattern of k_proj must be > 0, was -4'",
        "alpha_pattern     | '{\".*(a+)+\": 4}'  | 'alpha_pattern `.*(a+)+` is more than the last parts of'",
        "layer_replication | '[[0, 4]]'          | 'layer_replication [[0,4]] is not supported'",
        "fan_in_fan_out    | true                | 'fan_in_fan_out true is not supported'",
        "lora_bias         | true                | 'lora_bias true is not supported'",
        "trainable_token_indices | '[1]'         | 'trainable_token_indices [1] is not supported'",
        "new_option        | 3                   | 'new_option 3 is not supported'",
        "init_lora_weights | '\"pissa\"'         | 'a base with changed weights'",
        "r                 | 0                   | 'r must be a whole number ≥ 1, was 0'",
        "r                 | '\"8\"'             | 'r must be a whole number ≥ 1'",
        "r                 | 1e99                | 'r must be a whole number ≥ 1'",
        "lora_alpha        | -1                  | 'lora_alpha must be > 0, was -1'",
        "lora_alpha        | null                | 'lora_alpha must be > 0, was null'",
        "lora_dropout      | 1                   | 'lora_dropout must be in [0, 1), was 1'",
        "base_model_name_or_path | null          | 'does not say which model is adapted'",
      })
  void optionsThatAreNotKnownAreNamed(String key, String value, String message) {
    assertThatThrownBy(() -> adapter(with(key, value), tensors()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("adapter_config.json: ")
        .hasMessageContaining(message);
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                adapter(
                    with("use_dora", "true").replace("\"bias\": \"none\"", "\"bias\": \"all\""),
                    tensors()))
        .hasMessageContaining("use_dora")
        .hasMessageContaining("bias");
  }

  @Test
  void anAdapterOfAnotherModelIsNamedByItsTensors() throws IOException {
    Map<String, int[]> other = tensors();
    other.put(DOWN + "lora_A.weight", new int[] {2, 41});
    Adapter misshaped = adapter(CONFIG, other);
    assertThatThrownBy(() -> misshaped.shape(MODEL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            DOWN + "lora_A.weight has shape [2, 41], the model and r ask for [2, 40]")
        .hasMessageContaining("is it an adapter of another model than ORG/NAME?");
    Map<String, int[]> deeper = tensors();
    deeper.put(K.replace("layers.1", "layers.7") + "lora_A.weight", new int[] {2, 24});
    deeper.put("base_model.model.lm_head.lora_A.weight", new int[] {2, 24});
    Adapter unknown = adapter(CONFIG, deeper);
    assertThatThrownBy(() -> unknown.shape(MODEL))
        .hasMessageContaining("layers.7.self_attn.k_proj.lora_A.weight is of no matrix")
        .hasMessageContaining("lm_head.lora_A.weight is of no matrix");
    Map<String, int[]> half = tensors();
    half.remove(K + "lora_B.weight");
    Adapter broken = adapter(CONFIG, half);
    assertThatThrownBy(() -> broken.shape(MODEL))
        .hasMessageContaining(K + "lora_B.weight is missing");
    Adapter rank = adapter(with("r", "2000000000"), tensors());
    assertThatThrownBy(() -> rank.loadWeights(MODEL, DType.FLOAT32))
        .as("nothing is allocated for what is not there")
        .hasMessageContaining("has shape [2, 40], the model and r ask for [2000000000, 40]");
  }

  @Test
  void missingOrDamagedFilesAreNamed() throws IOException {
    assertThatThrownBy(() -> Adapter.open(dir)).hasMessageContaining("no adapter");
    Files.writeString(dir.resolve("adapter_config.json"), CONFIG);
    Adapter bare = Adapter.open(dir);
    assertThatThrownBy(() -> bare.shape(MODEL))
        .hasMessageContaining("no adapter_model.safetensors");
    Files.write(dir.resolve("adapter_model.bin"), new byte[1]);
    assertThatThrownBy(() -> bare.shape(MODEL)).hasMessageContaining("safe_serialization=True");
    Files.write(dir.resolve("adapter_model.safetensors"), new byte[20]);
    assertThatThrownBy(() -> bare.shape(MODEL)).hasMessageContaining("not a safetensors file");
    Files.writeString(dir.resolve("adapter_config.json"), "{");
    assertThatThrownBy(() -> Adapter.open(dir)).hasMessageContaining("not JSON");
  }

  /** What PEFT asks of an adapter that it loads. */
  @Test
  void writesWhatPeftReads() throws IOException {
    SortedSet<String> modules = LoraShape.matching(MODEL, List.of("q_proj", "down_proj"));
    LoraShape shape = new LoraShape(3, 32, true, modules);
    AdapterConfig config =
        new AdapterConfig("ORG/NAME", Optional.empty(), 3, 32, true, 0.1, AdapterPatterns.NONE);
    try (LoraWeights weights = LoraWeights.fresh(MODEL, shape, DType.BFLOAT16, 1);
        Parameters base = Parameters.zeros(MODEL, DType.BFLOAT16);
        LowRankWeights trainable =
            new LowRankWeights(
                new Checkpoint(
                    MODEL, Map.of("config.json", new byte[] {1}, "tokenizer.json", new byte[] {2})),
                new AdaptedParameters(base, weights),
                0.1,
                1,
                directory -> config,
                ProcessGroup.single())) {
      trainable.write(dir);
      assertThat(dir.resolve("config.json")).as("it is no model").doesNotExist();
      assertThat(dir.resolve("tokenizer.json")).hasBinaryContent(new byte[] {2});
      JsonNode json =
          JsonMapper.shared().readTree(Files.readAllBytes(dir.resolve("adapter_config.json")));
      assertThat(json.path("peft_type").asString()).isEqualTo("LORA");
      assertThat(json.path("task_type").asString()).isEqualTo("CAUSAL_LM");
      assertThat(json.path("r").intValue()).isEqualTo(3);
      assertThat(json.path("lora_alpha").isInt()).isTrue();
      assertThat(json.path("use_rslora").booleanValue()).isTrue();
      assertThat(json.path("target_modules").toString()).isEqualTo("[\"down_proj\",\"q_proj\"]");
      Map<String, Safetensors.Entry> entries =
          Safetensors.readHeader(dir.resolve("adapter_model.safetensors"));
      assertThat(entries.keySet())
          .containsExactlyInAnyOrder(
              "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight",
              "base_model.model.model.layers.0.mlp.down_proj.lora_B.weight",
              "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight",
              "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight",
              "base_model.model.model.layers.1.mlp.down_proj.lora_A.weight",
              "base_model.model.model.layers.1.mlp.down_proj.lora_B.weight",
              "base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight",
              "base_model.model.model.layers.1.self_attn.q_proj.lora_B.weight");
      assertThat(entries.values()).allMatch(entry -> entry.dtype() == DType.FLOAT32);
      assertThat(
              entries.get("base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight").shape())
          .containsExactly(8, 3);
      Adapter again = Adapter.open(dir);
      assertThat(again.config()).isEqualTo(config);
      try (LoraWeights read = again.loadWeights(MODEL, DType.BFLOAT16)) {
        assertThat(read.shape()).isEqualTo(shape);
        assertThat(read.flat().toFloats()).containsExactly(weights.flat().toFloats());
      }
    }
  }

  /** Of a kind some matrices only: PEFT would choose too many by the last part of a name. */
  @Test
  void someOfAKindAreNamedInFull() {
    assertThat(
            AdapterConfig.targets(
                MODEL, LoraShape.matching(MODEL, List.of("layers.1.mlp.up_proj"))))
        .containsExactly("model.layers.1.mlp.up_proj");
    assertThat(AdapterConfig.targets(MODEL, new TreeSet<>(LoraShape.modulesOf(MODEL))))
        .containsExactly(
            "down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj");
  }
}
