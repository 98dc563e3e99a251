package io.didact.model.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What each family's config.json means, and what is refused. */
class DecoderConfigTest {
  private static ObjectNode json(String family, String... changes) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("model_type", family)
        .put("vocab_size", 30)
        .put("hidden_size", 24)
        .put("intermediate_size", 40)
        .put("num_hidden_layers", 4)
        .put("num_attention_heads", 4)
        .put("max_position_embeddings", 512);
    for (String change : changes) {
      json.setAll((ObjectNode) JsonMapper.shared().readTree("{" + change.replace('\'', '"') + "}"));
    }
    return json;
  }

  private static DecoderConfig read(String family, String... changes) {
    return DecoderConfig.fromJson(json(family, changes));
  }

  private static Variations plain(Biases biases, QkNorm qkNorm) {
    return new Variations(
        biases,
        qkNorm,
        NormPlaces.BEFORE,
        NormGain.WEIGHT,
        Activation.SILU,
        AttentionWindow.FULL,
        RopeScaling.NONE,
        LayerRotation.ALL,
        1,
        Multipliers.NONE,
        ProjectionNames.APART);
  }

  /** What no key asks for: a family has its own, and mistral a window of 4096 in all layers. */
  @Test
  void whatFamiliesDoUnasked() {
    assertThat(read("qwen2").variations()).isEqualTo(plain(Biases.QKV, QkNorm.NONE));
    assertThat(read("qwen3").variations()).isEqualTo(plain(Biases.NONE, QkNorm.EACH_HEAD));
    assertThat(read("llama").variations()).isEqualTo(plain(Biases.NONE, QkNorm.NONE));
    assertThat(read("mistral").window()).isEqualTo(AttentionWindow.ofAll(4096, 4));
    assertThat(read("mistral", "'sliding_window': null").window()).isEqualTo(AttentionWindow.FULL);
  }

  @Test
  void biasesThatAreAskedFor() {
    assertThat(read("llama", "'attention_bias': true").biases())
        .isEqualTo(new Biases(true, true, false));
    assertThat(read("llama", "'mlp_bias': true").biases())
        .isEqualTo(new Biases(false, false, true));
    assertThat(read("qwen3", "'attention_bias': true").biases())
        .isEqualTo(new Biases(true, true, false));
    // Other families do not look at these keys; the weights' names decide whether that was right.
    assertThat(read("qwen2", "'attention_bias': true").biases()).isEqualTo(Biases.QKV);
    assertThat(read("mistral", "'attention_bias': true").biases()).isEqualTo(Biases.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "qwen3"})
  void windowsOfQwen(String family) {
    String window = "'use_sliding_window': true, 'sliding_window': 8";
    assertThat(read(family, "'sliding_window': 8, 'max_window_layers': 0").window())
        .as("use_sliding_window is not given")
        .isEqualTo(AttentionWindow.FULL);
    assertThat(read(family, window).window())
        .as("max_window_layers is 28 where it is not given")
        .isEqualTo(AttentionWindow.FULL);
    assertThat(read(family, window, "'max_window_layers': 3").window())
        .isEqualTo(new AttentionWindow.Sliding(8, List.of(false, false, false, true)));
    assertThat(
            read(
                    family,
                    window,
                    "'max_window_layers': 3, 'layer_types': ['sliding_attention',"
                        + " 'full_attention', 'sliding_attention', 'full_attention']")
                .window())
        .as("layer_types stand above max_window_layers")
        .isEqualTo(new AttentionWindow.Sliding(8, List.of(true, false, true, false)));
    assertThat(read(family, "'use_sliding_window': true, 'max_window_layers': 0").window())
        .isEqualTo(AttentionWindow.ofAll(4096, 4));
    assertThat(
            read(
                    family,
                    "'use_sliding_window': true, 'sliding_window': null, 'max_window_layers': 0")
                .window())
        .isEqualTo(AttentionWindow.FULL);
  }

  /** max_window_layers is written for readers that know no layer_types. */
  @Test
  void windowsAreWrittenInBothWays() {
    ObjectNode json =
        read("qwen2", "'use_sliding_window': true, 'sliding_window': 8, 'max_window_layers': 2")
            .toJson();
    assertThat(json.path("max_window_layers").intValue()).isEqualTo(2);
    assertThat(json.path("layer_types").toString())
        .isEqualTo(
            "[\"full_attention\",\"full_attention\",\"sliding_attention\",\"sliding_attention\"]");
  }

  @Test
  void lengthsOfHeads() {
    assertThat(read("llama").headDim()).isEqualTo(6);
    assertThat(read("llama", "'head_dim': null, 'num_key_value_heads': null").headDim())
        .isEqualTo(6);
    assertThat(read("llama", "'num_key_value_heads': null").kvHeads()).isEqualTo(4);
    assertThat(read("qwen3", "'head_dim': 10, 'num_attention_heads': 7").headDim()).isEqualTo(10);
  }

  /** In the block, as newer files have it, before the top level; whole numbers and others. */
  @Test
  void whereThetaIs() {
    assertThat(read("llama").ropeTheta()).isEqualTo(10_000);
    assertThat(read("llama", "'rope_theta': 1000000").ropeTheta()).isEqualTo(1e6);
    assertThat(read("llama", "'rope_theta': 1e6").ropeTheta()).isEqualTo(1e6);
    assertThat(
            read(
                    "llama",
                    "'rope_theta': 5, 'rope_parameters': {'rope_type': 'default', 'rope_theta': 7}")
                .ropeTheta())
        .isEqualTo(7);
    assertThat(
            read("llama", "'rope_theta': 5.5, 'rope_scaling': {'rope_type': 'linear', 'factor': 2}")
                .ropeTheta())
        .isEqualTo(5.5);
  }

  @Test
  void yarnLengthensWhatAModelMayRead() {
    String yarn = "'rope_scaling': {'type': 'yarn', 'factor': 4, ";
    assertThat(read("qwen2", yarn + "'original_max_position_embeddings': 512}").maxPositions())
        .isEqualTo(2048);
    assertThat(read("qwen2", yarn + "'beta_fast': 32}").maxPositions()).isEqualTo(2048);
    assertThat(read("qwen2", yarn + "'original_max_position_embeddings': 64}").maxPositions())
        .isEqualTo(512);
  }

  @Test
  void positionsWhereNothingIsSaid() {
    assertThat(read("qwen2", "'max_position_embeddings': null").maxPositions()).isEqualTo(32_768);
    assertThat(read("llama", "'max_position_embeddings': null").maxPositions()).isEqualTo(2048);
    assertThat(read("mistral", "'max_position_embeddings': null").maxPositions())
        .isEqualTo(131_072);
  }

  /** Keys of training and of other programs change nothing; swish is another name of silu. */
  @Test
  void keysThatDoNotMatter() {
    assertThat(
            read(
                "llama",
                "'attention_dropout': 0.1, 'pretraining_tp': 2, '_attn_implementation': 'eager',"
                    + " 'use_cache': false, 'initializer_range': 1, 'hidden_act': 'swish',"
                    + " 'quantization_config': null, 'num_experts': 0, 'rope_scaling': null,"
                    + " 'partial_rotary_factor': 1.0"))
        .isEqualTo(read("llama"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"qwen2_moe", "qwen3_moe", "gemma2", "phi", "mixtral", "Qwen2", "", "qwen2 "})
  void otherFamiliesAreToldWhatThereIs(String type) {
    assertThatThrownBy(() -> read(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model_type must be one of qwen2, qwen3, llama, mistral, smollm3, ")
        .hasMessageEndingWith(", was " + type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "llama | 'model_type': null | model_type is missing: it must be one of qwen2, qwen3",
        "llama | 'model_type': 7 | model_type must be a string, was 7",
        "qwen2 | 'quantization_config': {'quant_method': 'gptq', 'bits': 4} | quantization_config (quant_method gptq): quantized weights are not supported",
        "qwen2 | 'quantization_config': {'load_in_4bit': true} | (quant_method not named): quant",
        "qwen2 | 'compression_config': {'quant_method': 'compressed-tensors'} | compression_config (",
        "llama | 'num_local_experts': 8 | num_local_experts: layers with several experts",
        "llama | 'hidden_act': 'gelu' | hidden_act must be silu, was gelu",
        "llama | 'hidden_act': 3 | hidden_act must be a string, was 3",
        "llama | 'num_attention_heads': 5 | hidden_size must be a multiple of num_attention_heads where head_dim is not given, were 24 and 5",
        "llama | 'num_attention_heads': 0 | num_attention_heads must be ≥ 1, was 0",
        "llama | 'num_attention_heads': -4 | num_attention_heads must be ≥ 1, was -4",
        "llama | 'num_key_value_heads': 3 | must be a multiple of num_key_value_heads, were 4 and 3",
        "llama | 'num_hidden_layers': 1000000000 | num_hidden_layers must be ≤ 10000, was 1000000000",
        "qwen2 | 'num_hidden_layers': 1000000000 | num_hidden_layers must be ≤ 10000, was 1000000000",
        "mistral | 'num_hidden_layers': 1000000000 | num_hidden_layers must be ≤ 10000, was 1000000000",
        "mistral | 'num_hidden_layers': -1 | num_hidden_layers must be ≥ 1, was -1",
        "llama | 'num_hidden_layers': 10000000000 | num_hidden_layers must be below 2³¹",
        "llama | 'vocab_size': 2147483647, 'hidden_size': 2147483644, 'head_dim': 8 | the sizes come to",
        "llama | 'intermediate_size': 2000000000, 'hidden_size': 2000000, 'head_dim': 8 | the sizes come to",
        "llama | 'head_dim': 2147483646 | head_dim must be even and from 2 to 65536",
        "llama | 'vocab_size': 1, 'intermediate_size': 1, 'hidden_size': 1, 'head_dim': 65536, 'num_attention_heads': 65536 | num_attention_heads · head_dim must be below",
        "llama | 'rope_theta': 1 | rope_theta must be > 1, was 1.0",
        "llama | 'rope_theta': 1e999 | rope_theta must be a number of a size that there is",
        "llama | 'rms_norm_eps': 0 | rms_norm_eps must be > 0, was 0.0",
        "mistral | 'sliding_window': 0 | sliding_window must be ≥ 1, was 0",
        "mistral | 'sliding_window': 4, 'layer_types': ['full_attention', 'sliding_attention', 'full_attention', 'sliding_attention'] | layer_types of several kinds",
        "qwen2 | 'use_sliding_window': true, 'sliding_window': -1, 'max_window_layers': 0 | sliding_window must be ≥ 1, was -1",
        "qwen2 | 'layer_types': ['full_attention'] | layer_types must have 4 entries (num_hidden_layers), had 1",
        "qwen2 | 'layer_types': 'full_attention' | layer_types must be a list of strings",
        "qwen3 | 'layer_types': ['linear_attention', 'full_attention', 'full_attention', 'full_attention'] | layer_types must be full_attention or sliding_attention, was linear_attention",
        "qwen3 | 'layer_types': ['sliding_attention', 'full_attention', 'full_attention', 'full_attention'] | layer_types with sliding_attention without use_sliding_window and sliding_window is not",
      })
  void whatCannotBeIsRefused(String family, String change, String complaint) {
    assertThatThrownBy(() -> read(family, change))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  /** Whatever stands where, there is a configuration or a complaint, and no other end. */
  @Test
  void anythingAnywhere() {
    String[] junk = {
      "null",
      "0",
      "-1",
      "1",
      "2147483647",
      "1e30",
      "-1e999",
      "0.5",
      "\"\"",
      "\"yarn\"",
      "true",
      "[]",
      "[null]",
      "[[1]]",
      "{}",
      "{\"type\": \"yarn\", \"factor\": 3}",
      "{\"a\": {}}",
      "{\"rope_type\": 3}",
      "{\"rope_theta\": \"x\"}",
      "[\"sliding_attention\"]"
    };
    SplittableRandom random = new SplittableRandom(1);
    int read = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      ObjectNode json = RandomConfigs.json(trial % 64);
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        ObjectNode target = json;
        if (random.nextBoolean() && json.path("rope_scaling") instanceof ObjectNode block) {
          target = block;
        }
        List<String> keys = List.copyOf(target.propertyNames());
        if (!keys.isEmpty()) {
          target.set(
              keys.get(random.nextInt(keys.size())),
              JsonMapper.shared().readTree(junk[random.nextInt(junk.length)]));
        }
      }
      try {
        DecoderConfig config = DecoderConfig.fromJson(json);
        assertThat(DecoderConfig.fromJson(config.toJson())).isEqualTo(config);
        read++;
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      }
    }
    assertThat(read).as("those that were read").isBetween(1000, 19_000);
  }

  @Test
  void everyMissingKeyIsNamed() {
    ObjectNode json = JsonMapper.shared().createObjectNode().put("model_type", "qwen2");
    assertThatThrownBy(() -> DecoderConfig.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "vocab_size is missing; hidden_size is missing; intermediate_size is missing;"
                + " num_hidden_layers is missing; num_attention_heads is missing");
  }

  /** The most that is let through still has room in a long: no sum of sizes overflows. */
  @Test
  void theLargestThatIsReadIsFarFromOverflow() {
    DecoderConfig large =
        read(
            "llama",
            "'vocab_size': 200000, 'hidden_size': 16384, 'num_attention_heads': 128,"
                + " 'intermediate_size': 53248, 'num_hidden_layers': 126");
    assertThat(ParameterLayout.of(large).size()).isBetween(400_000_000_000L, 500_000_000_000L);
  }
}
