package io.didact.model;

import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model directory in Hugging Face layout: {@code config.json}, {@code model.safetensors} (or
 * shards with an index) and the small files beside them, which are carried along unchanged.
 *
 * @param config the architecture
 * @param files the small text files by name: config.json, tokenizer.json, generation_config.json …
 */
public record Checkpoint(DecoderConfig config, Map<String, byte[]> files) {
  private static final String WEIGHTS = "model.safetensors";
  private static final String GENERATION = "generation_config.json";
  private static final String INDEX = "model.safetensors.index.json";

  /** No path, no parent directory, nothing that a file system could refuse to parse. */
  private static final Pattern SHARD_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

  private static final long MAX_FILE_BYTES = 64L << 20;
  private static final List<String> COMPANIONS =
      List.of(
          "config.json",
          GENERATION,
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "chat_template.jinja");

  public Checkpoint {
    files = Map.copyOf(files);
  }

  /** A new model of ours. */
  public static Checkpoint of(DecoderConfig config, Map<String, byte[]> tokenizerFiles) {
    Map<String, byte[]> files = new TreeMap<>(tokenizerFiles);
    files.put(
        "config.json",
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(config.toJson()));
    ObjectNode generation = JsonMapper.shared().createObjectNode();
    config.endIds().forEach(generation.putArray("eos_token_id")::add);
    files.put(GENERATION, JsonMapper.shared().writeValueAsBytes(generation));
    return new Checkpoint(config, files);
  }

  /**
   * Reads everything but the weights.
   *
   * @throws IOException where the directory, its config.json or its contents are not usable
   */
  public static Checkpoint open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + ": no such model directory");
    }
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : COMPANIONS) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        if (Files.size(file) > MAX_FILE_BYTES) {
          throw new IOException(file + ": larger than " + (MAX_FILE_BYTES >> 20) + " MiB");
        }
        files.put(name, Files.readAllBytes(file));
      }
    }
    if (!files.containsKey("config.json")) {
      throw new IOException(directory + ": not a model directory, it has no config.json");
    }
    Path configFile = directory.resolve("config.json");
    try {
      return new Checkpoint(
          DecoderConfig.fromJson(parse(configFile, files.get("config.json"))), files);
    } catch (IllegalArgumentException e) {
      throw new IOException(configFile + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode parse(Path file, byte[] bytes) throws IOException {
    try {
      return JsonMapper.shared().readTree(bytes);
    } catch (JacksonException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Ids that end a turn: generation_config.json's, or else config.json's.
   *
   * @throws IOException where what stands there is no id of the model: text would never end
   */
  public List<Integer> endIds() throws IOException {
    List<Integer> generation = generationEndIds();
    List<Integer> ids = generation.isEmpty() ? config.endIds() : generation;
    for (int id : ids) {
      if (id >= config.vocabSize()) {
        throw new IOException(
            (generation.isEmpty() ? "config.json" : GENERATION)
                + ": eos_token_id "
                + id
                + " is no id of the model, whose vocab_size is "
                + config.vocabSize());
      }
    }
    return ids;
  }

  private List<Integer> generationEndIds() throws IOException {
    byte[] generation = files.get(GENERATION);
    if (generation == null) {
      return List.of();
    }
    ConfigReader in = new ConfigReader(parse(Path.of(GENERATION), generation));
    List<Integer> ids = in.ids("eos_token_id");
    try {
      in.throwIfWrong();
    } catch (IllegalArgumentException e) {
      throw new IOException(GENERATION + ": " + e.getMessage(), e);
    }
    return ids;
  }

  /**
   * Reads the headers of a directory's weights, not the weights, and checks them against the
   * configuration and the files' sizes.
   *
   * @throws IOException as {@link #loadWeights}
   */
  public void checkWeights(Path directory) throws IOException {
    check(directory, shards(directory), partsByName(ParameterLayout.of(config).parts()));
  }

  private static Map<String, ParameterLayout.Part> partsByName(List<ParameterLayout.Part> parts) {
    Map<String, ParameterLayout.Part> byName = new LinkedHashMap<>();
    parts.forEach(part -> byName.put(part.name(), part));
    return byName;
  }

  /**
   * Loads the weights of a directory, converted to one type.
   *
   * @throws IOException naming every tensor that is missing, unexpected, or of another shape
   */
  public Parameters loadWeights(Path directory, DType dtype) throws IOException {
    Map<Path, Map<String, Safetensors.Entry>> shards = shards(directory);
    Map<String, ParameterLayout.Part> wanted = partsByName(ParameterLayout.of(config).parts());
    check(directory, shards, wanted);
    Parameters parameters = Parameters.zeros(config, dtype);
    try {
      for (Map.Entry<Path, Map<String, Safetensors.Entry>> shard : shards.entrySet()) {
        try (TensorScope scope = new TensorScope();
            Gradients.Mode off = Gradients.off()) {
          Tensor mapped = Tensor.mapFile(shard.getKey(), Files.size(shard.getKey()));
          for (Safetensors.Entry entry : shard.getValue().values()) {
            ParameterLayout.Part part = wanted.get(entry.name());
            if (part != null) {
              Safetensors.copy(mapped, entry, parameters.view(part.offset(), part.shape()));
            }
          }
        }
      }
      return parameters;
    } catch (IOException | RuntimeException e) {
      parameters.close();
      throw e;
    }
  }

  private void check(
      Path directory,
      Map<Path, Map<String, Safetensors.Entry>> shards,
      Map<String, ParameterLayout.Part> wanted)
      throws IOException {
    Map<String, Safetensors.Entry> found = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    shards
        .values()
        .forEach(
            entries ->
                entries.forEach(
                    (name, entry) -> {
                      if (found.put(name, entry) != null) {
                        wrong.add(name + " is in two files");
                      }
                    }));
    wanted.forEach(
        (name, part) -> {
          Safetensors.Entry entry = found.get(name);
          if (entry == null) {
            wrong.add(name + " is missing");
          } else if (!Arrays.equals(entry.shape(), part.shape())) {
            wrong.add(
                name
                    + " has shape "
                    + Arrays.toString(entry.shape())
                    + ", config.json asks for "
                    + Arrays.toString(part.shape()));
          } else if (!entry.dtype().isFloating()) {
            wrong.add(name + " has type " + entry.dtype());
          }
        });
    found.keySet().stream()
        .filter(name -> !wanted.containsKey(name) && !isHarmless(name))
        .forEach(name -> wrong.add(name + " is unexpected"));
    if (!wrong.isEmpty()) {
      throw new IOException(directory + ": " + Complaints.join(wrong));
    }
  }

  /** A tied head that was written out all the same, and old rotary buffers. */
  private boolean isHarmless(String name) {
    return (config.tiedHead() && name.equals("lm_head.weight"))
        || name.endsWith("rotary_emb.inv_freq");
  }

  private static Map<Path, Map<String, Safetensors.Entry>> shards(Path directory)
      throws IOException {
    Map<Path, Map<String, Safetensors.Entry>> shards = new LinkedHashMap<>();
    Path single = directory.resolve(WEIGHTS);
    Path index = directory.resolve(INDEX);
    if (Files.isRegularFile(single)) {
      shards.put(single, Safetensors.readHeader(single));
      return shards;
    }
    if (!Files.isRegularFile(index)) {
      throw new IOException(directory + ": has neither " + WEIGHTS + " nor " + INDEX);
    }
    if (Files.size(index) > MAX_FILE_BYTES) {
      throw new IOException(index + ": larger than " + (MAX_FILE_BYTES >> 20) + " MiB");
    }
    for (JsonNode node : parse(index, Files.readAllBytes(index)).path("weight_map").values()) {
      String name = node.asString("");
      if (!SHARD_NAME.matcher(name).matches() || !Files.isRegularFile(directory.resolve(name))) {
        throw new IOException(index + ": names a file that is not there: " + node);
      }
      Path shard = directory.resolve(name);
      if (!shards.containsKey(shard)) {
        shards.put(shard, Safetensors.readHeader(shard));
      }
    }
    return shards;
  }

  /** Writes all files into an existing directory, weights in the parameters' type. */
  public void write(Path directory, Parameters parameters) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] content =
          file.getKey().equals("config.json")
              ? withType(file.getValue(), parameters.flat().dtype())
              : file.getValue();
      Files.write(directory.resolve(file.getKey()), content);
    }
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> tensors = new TreeMap<>();
      for (ParameterLayout.Part part : parameters.parts()) {
        tensors.put(part.name(), parameters.view(part.offset(), part.shape()));
      }
      Safetensors.write(directory.resolve(WEIGHTS), tensors);
    }
  }

  /** The same config.json, naming the type that the weights now have; all else stays. */
  private static byte[] withType(byte[] config, DType dtype) {
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(config);
    String name = dtype.name().toLowerCase(Locale.ROOT);
    String key = json.has("dtype") ? "dtype" : "torch_dtype";
    if (name.equals(json.path(key).asString(""))) {
      return config;
    }
    return JsonMapper.shared()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsBytes(json.put(key, name));
  }
}
