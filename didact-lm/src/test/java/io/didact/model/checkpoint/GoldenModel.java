package io.didact.model.checkpoint;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.text.TokenIds;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A random checkpoint of the resources under golden/, and what an independent reference says. */
public record GoldenModel(Parameters parameters, JsonNode expected) implements AutoCloseable {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /** Checkpoints with expected log-probs; src/test/python makes those from the fifth on. */
  public static List<String> names() {
    return List.of(
        "qwen2-tied",
        "qwen2-untied",
        "qwen3",
        "llama3",
        "mistral-window",
        "qwen2-window",
        "qwen2-yarn",
        "qwen3-yarn-window",
        "llama-biases",
        "smollm3",
        "gemma3",
        "olmo2",
        "olmo3",
        "granite",
        "phi3");
  }

  /** Those of {@link #names} whose config.json is there as older writers have it, too. */
  public static List<String> inTwoLayouts() {
    return List.of("smollm3", "gemma3", "olmo2", "olmo3", "granite", "phi3");
  }

  /** How a checkpoint's config.json looks in all layouts. */
  public static List<JsonNode> configs(String name) throws IOException {
    List<JsonNode> configs = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(GOLDEN.resolve(name), "config*.json")) {
      for (Path file : files) {
        configs.add(JsonMapper.shared().readTree(Files.readString(file)));
      }
    }
    return configs;
  }

  public static GoldenModel load(String name) throws IOException {
    Path directory = GOLDEN.resolve(name);
    Path expected = directory.resolve("expected.json");
    return new GoldenModel(
        Checkpoint.open(directory).loadWeights(directory, DType.FLOAT32),
        JsonMapper.shared().readTree(Files.exists(expected) ? Files.readString(expected) : "{}"));
  }

  /** The same weights read in another way: with other keys, and what they then give. */
  public static List<GoldenModel> variants(String name) throws IOException {
    Path directory = GOLDEN.resolve(name);
    JsonNode config = json(name + "/config.json");
    List<GoldenModel> variants = new ArrayList<>();
    for (JsonNode variant : json(name + "/expected.json").path("variants").values()) {
      if (variant.path("config").isEmpty()) {
        continue; // of another implementation
      }
      ObjectNode changed = (ObjectNode) config.deepCopy();
      changed.setAll((ObjectNode) variant.path("config"));
      Checkpoint checkpoint = new Checkpoint(DecoderConfig.fromJson(changed), Map.of());
      variants.add(new GoldenModel(checkpoint.loadWeights(directory, DType.FLOAT32), variant));
    }
    return variants;
  }

  /** A file of expected values. */
  public static JsonNode json(String name) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(GOLDEN.resolve(name)));
  }

  public static TokenIds ids(JsonNode array) {
    List<Integer> ids = new ArrayList<>();
    array.forEach(each -> ids.add(each.asInt()));
    return TokenIds.of(ids);
  }

  public static double[] doubles(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  @Override
  public void close() {
    parameters.close();
  }
}
