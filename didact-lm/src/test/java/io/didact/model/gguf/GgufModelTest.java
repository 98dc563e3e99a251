package io.didact.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.model.checkpoint.GoldenModel;
import io.didact.model.checkpoint.Safetensors;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Two small files against what an independent reference makes of them (golden/gguf). */
class GgufModelTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/gguf");

  @TempDir Path dir;

  private Path written(String name, DType dtype, long shardBytes) throws IOException {
    Path out = Files.createDirectory(dir.resolve(name + dtype + shardBytes));
    try (GgufModel model = GgufModel.open(GOLDEN.resolve(name + ".gguf"))) {
      model.writeUnchecked(out, dtype, shardBytes);
    }
    return out;
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }

  private static JsonNode expected(String name) throws IOException {
    return GoldenModel.json("gguf/" + name + ".expected.json");
  }

  /** Null means what leaving it out does. */
  private static JsonNode withoutNulls(JsonNode object) {
    ObjectNode copy = ((ObjectNode) object).deepCopy();
    copy.properties().removeIf(each -> each.getValue().isNull());
    return JsonMapper.shared().readTree(copy.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-llama", "tiny-gemma3"})
  void smallFilesAreThoseOfTheReference(String name) throws IOException {
    Path out = written(name, DType.FLOAT32, 1 << 30);
    JsonNode expected = expected(name);
    assertThat(withoutNulls(json(out.resolve("config.json"))))
        .isEqualTo(withoutNulls(expected.path("config")));
    assertThat(json(out.resolve("generation_config.json")))
        .isEqualTo(expected.path("generation_config"));
    assertThat(json(out.resolve("tokenizer.json"))).isEqualTo(expected.path("tokenizer"));
    assertThat(json(out.resolve("tokenizer_config.json")).path("chat_template").stringValue())
        .startsWith("{{ bos_token }}{% for m in messages %}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-llama", "tiny-gemma3"})
  void textsHaveTheIdsOfTheReference(String name) throws IOException {
    Tokenizer tokenizer = Tokenizer.load(written(name, DType.FLOAT32, 1 << 30));
    for (JsonNode each : expected(name).path("texts")) {
      String text = each.path("text").stringValue();
      assertThat(tokenizer.encode(text).toArray())
          .as(text)
          .isEqualTo(GoldenModel.ids(each.path("ids")).toArray());
    }
  }

  /** By the hash of all bits; in one file, or each tensor in one of its own. */
  @ParameterizedTest
  @CsvSource({"tiny-llama, 1000000000", "tiny-gemma3, 1000000000", "tiny-llama, 1"})
  void tensorsAreThoseOfTheReference(String name, long shardBytes) throws IOException {
    Path out = written(name, DType.FLOAT32, shardBytes);
    JsonNode wanted = expected(name).path("hf_tensors");
    Map<String, String> hashes = new LinkedHashMap<>();
    try (TensorScope scope = new TensorScope()) {
      tensors(out, wanted, DType.FLOAT32)
          .forEach((tensor, values) -> hashes.put(tensor, sha256(values.toFloats())));
    }
    assertThat(hashes).hasSize(wanted.size());
    hashes.forEach(
        (tensor, hash) ->
            assertThat(hash)
                .as(tensor)
                .isEqualTo(wanted.path(tensor).path("sha256").stringValue()));
  }

  private static Map<String, Tensor> tensors(Path directory, JsonNode wanted, DType dtype)
      throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : wanted.properties()) {
      long[] shape =
          each.getValue().path("shape").valueStream().mapToLong(JsonNode::longValue).toArray();
      all.put(each.getKey(), Tensor.zeros(dtype, shape));
    }
    Path index = directory.resolve("model.safetensors.index.json");
    if (!Files.exists(index)) {
      Safetensors.read(directory.resolve("model.safetensors"), all);
      return all;
    }
    for (Map.Entry<String, JsonNode> place : json(index).path("weight_map").properties()) {
      Path file = directory.resolve(place.getValue().stringValue());
      Safetensors.read(file, Map.of(place.getKey(), all.get(place.getKey())));
    }
    return all;
  }

  private static String sha256(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In 16 bits each number is that in 32 bits, rounded. */
  @ParameterizedTest
  @ValueSource(strings = {"BFLOAT16", "FLOAT16"})
  void narrowTypesAreRounded(DType dtype) throws IOException {
    JsonNode wanted = expected("tiny-llama").path("hf_tensors");
    Path wide = written("tiny-llama", DType.FLOAT32, 1 << 30);
    Path narrow = written("tiny-llama", dtype, 1 << 30);
    assertThat(json(narrow.resolve("config.json")).path("torch_dtype").stringValue())
        .isEqualTo(dtype.name().toLowerCase(Locale.ROOT));
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> full = tensors(wide, wanted, DType.FLOAT32);
      tensors(narrow, wanted, dtype)
          .forEach(
              (name, values) ->
                  assertThat(values.toFloats())
                      .as(name)
                      .isEqualTo(full.get(name).to(dtype).toFloats()));
    }
  }

  /** NaN and infinities stay; what a half cannot hold is told, not made infinite. */
  @Test
  void numbersThatAreNone() throws IOException {
    Path file = dir.resolve("odd.gguf");
    float[] odd = {Float.NaN, Float.NEGATIVE_INFINITY, 70_000, -0f};
    Files.write(file, TinyGguf.llama().tensor("blk.0.ffn_norm.weight", odd, 4).bytes());
    try (GgufModel model = GgufModel.open(file)) {
      Path out = Files.createDirectory(dir.resolve("wide"));
      model.writeUnchecked(out, DType.FLOAT32, 1 << 30);
      String name = "model.layers.0.post_attention_layernorm.weight";
      byte[] weights = Files.readAllBytes(out.resolve("model.safetensors"));
      JsonNode header = header(weights);
      int at = header.path(name).path("data_offsets").path(0).intValue();
      ByteBuffer found =
          ByteBuffer.wrap(weights, weights.length - bytes(header) + at, 16)
              .order(ByteOrder.LITTLE_ENDIAN);
      for (float each : odd) {
        assertThat(found.getInt()).isEqualTo(Float.floatToIntBits(each));
      }
      Path halves = Files.createDirectory(dir.resolve("halves"));
      assertThatThrownBy(() -> model.writeUnchecked(halves, DType.FLOAT16, 1 << 30))
          .hasMessageContaining("blk.0.ffn_norm.weight has 70000.0, which 16 bits")
          .hasMessageContaining("take bf16 or f32");
    }
  }

  private static JsonNode header(byte[] weights) {
    int length = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return JsonMapper.shared().readTree(weights, 8, length);
  }

  /** Of all tensors. */
  private static int bytes(JsonNode header) {
    return header
        .valueStream()
        .mapToInt(each -> each.path("data_offsets").path(1).asInt(0))
        .max()
        .orElse(0);
  }

  @Test
  void aSummary() throws IOException {
    try (GgufModel model = GgufModel.open(GOLDEN.resolve("tiny-llama.gguf"))) {
      GgufSummary summary = model.summary();
      assertThat(summary.problem()).isNull();
      assertThat(summary.name()).isEqualTo("Tiny Llama of random weights");
      assertThat(summary.architecture()).isEqualTo("llama");
      assertThat(summary.tokenizer())
          .isEqualTo(new GgufSummary.Tokens("gpt2", "llama-bpe", 336, true));
      assertThat(summary.types().keySet())
          .containsExactly("BF16", "F16", "F32", "Q4_0", "Q4_K", "Q5_0", "Q5_K", "Q6_K", "Q8_0");
      assertThat(summary.remarks()).isEmpty();
    }
  }
}
