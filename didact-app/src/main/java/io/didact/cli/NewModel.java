package io.didact.cli;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.model.checkpoint.Companions;
import io.didact.model.checkpoint.SmallFile;
import io.didact.model.decoder.DecoderConfig;
import io.didact.text.ModelFile;
import io.didact.text.NearestName;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * All of a model that is to be made but its weights.
 *
 * @param checkpoint architecture and small files
 * @param deviation of the random matrices
 */
record NewModel(Checkpoint checkpoint, double deviation) {
  private static final String CLASSES = "architectures";
  private static final String END_IDS = "eos_token_id";
  private static final String DEVIATION = "initializer_range";
  private static final double USUAL_DEVIATION = 0.02;

  /** Keys that a config.json may lack and that mean something all the same. */
  private static final Set<String> OPTIONAL_KEYS =
      Set.of(
          DEVIATION,
          END_IDS,
          "head_dim",
          "max_position_embeddings",
          "num_key_value_heads",
          "rms_norm_eps",
          "rope_parameters",
          "rope_scaling",
          "rope_theta",
          "tie_word_embeddings");

  DecoderConfig config() {
    return checkpoint.config();
  }

  /**
   * Puts a model together.
   *
   * @param configFile a config.json, or a directory that has one
   * @param tokenizer a directory that has a tokenizer.json; null for that of {@code configFile}
   * @param overrides {@code key=value}
   * @throws IllegalArgumentException naming what is wrong with what was asked for
   * @throws IOException where a file cannot be read
   */
  static NewModel of(Path configFile, @Nullable Path tokenizer, List<String> overrides)
      throws IOException {
    Path file = configFile;
    if (Files.isDirectory(configFile)) {
      file = configFile.resolve(Companions.CONFIG);
      ModelFile.find(configFile, Companions.CONFIG);
    }
    ObjectNode json = read(file);
    boolean otherEndIds = override(json, overrides);
    DecoderConfig config;
    try {
      config = DecoderConfig.fromJson(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
    if (!json.has(CLASSES)) {
      json.putArray(CLASSES).add(config.family().architecture());
    }
    Map<String, byte[]> files = new TreeMap<>(tokenizerFiles(configFile, tokenizer, config));
    if (!otherEndIds) {
      ModelFile.read(configFile, Companions.GENERATION)
          .ifPresent(bytes -> files.put(Companions.GENERATION, bytes));
    }
    files.put(
        Companions.CONFIG,
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    Checkpoint checkpoint = new Checkpoint(config, files);
    requireEndIds(checkpoint);
    return new NewModel(checkpoint, deviation(json));
  }

  private static ObjectNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--config: there is no file " + file);
    }
    try {
      JsonNode json = JsonMapper.shared().readTree(SmallFile.read(file));
      if (json instanceof ObjectNode object) {
        return object;
      }
      throw new IOException(file + ": not a JSON object");
    } catch (JacksonException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Puts values in; true where the end ids are among them. */
  private static boolean override(ObjectNode json, List<String> overrides) {
    Set<String> known = new TreeSet<>(OPTIONAL_KEYS);
    known.addAll(json.propertyNames());
    List<String> wrong = new ArrayList<>();
    boolean endIds = false;
    for (String each : overrides) {
      int equals = each.indexOf('=');
      String key = equals < 0 ? each : each.substring(0, equals);
      if (equals < 1) {
        wrong.add(each + ": must be key=value");
      } else if (!known.contains(key)) {
        wrong.add(
            key
                + " is no key of config.json"
                + NearestName.of(key, known).map(near -> "; was " + near + " meant?").orElse(""));
      } else {
        json.set(key, value(each.substring(equals + 1)));
        if (key.equals("model_type")) {
          json.remove(CLASSES); // another family has another class
        }
        endIds |= key.equals(END_IDS);
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("\ndidact: ", wrong));
    }
    return endIds;
  }

  private static JsonNode value(String text) {
    try {
      JsonNode value = JsonMapper.shared().readTree(text);
      return value.isMissingNode() ? word(text) : value;
    } catch (JacksonException e) {
      return word(text);
    }
  }

  private static JsonNode word(String text) {
    return JsonMapper.shared().getNodeFactory().stringNode(text);
  }

  private static Map<String, byte[]> tokenizerFiles(
      Path configFile, @Nullable Path given, DecoderConfig config) throws IOException {
    Path directory = given == null ? configFile : given;
    if (!Files.isRegularFile(directory.resolve(Tokenizer.FILE_NAME))) {
      if (given != null) {
        throw new IllegalArgumentException(
            "--tokenizer: there is no " + directory.resolve(Tokenizer.FILE_NAME));
      }
      return Map.of();
    }
    int size = Tokenizer.load(directory).size();
    if (size > config.vocabSize()) {
      throw new IllegalArgumentException(
          "the tokenizer of %s has %d tokens, more than vocab_size %d: give vocab_size=%d or more"
              .formatted(directory, size, config.vocabSize(), size));
    }
    return Companions.ofTokenizer(directory);
  }

  private static void requireEndIds(Checkpoint checkpoint) {
    try {
      checkpoint.endIds();
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage() + ": give " + END_IDS + "=…", e);
    }
  }

  private static double deviation(JsonNode json) {
    JsonNode value = json.path(DEVIATION);
    double deviation = value.isNumber() ? value.doubleValue(USUAL_DEVIATION) : USUAL_DEVIATION;
    boolean leftOut = value.isMissingNode() || value.isNull();
    if (!(leftOut || value.isNumber()) || !(deviation > 0) || Double.isInfinite(deviation)) {
      throw new IllegalArgumentException(DEVIATION + " must be a number > 0, was " + value);
    }
    return deviation;
  }
}
