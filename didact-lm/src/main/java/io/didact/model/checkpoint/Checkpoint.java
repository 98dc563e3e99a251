package io.didact.model.checkpoint;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model directory in Hugging Face layout: {@code config.json}, {@code model.safetensors} (or
 * shards with an index) and the small files beside them, which are carried along unchanged.
 *
 * @param config the architecture
 * @param files the small files by name, as {@link Companions} reads them
 * @param remarks what is not wrong with the directory and should be known
 */
public record Checkpoint(
    DecoderConfig config, Map<String, byte[]> files, List<ModelProblem> remarks) {
  private static final String TIED = "tie_word_embeddings";

  /** Other programs differ in which they take of two values for a key. */
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

  /** Most bytes of weights in one file, as Hugging Face's tools have it. */
  public static final long SHARD_BYTES = 5_000_000_000L;

  public Checkpoint {
    files = Map.copyOf(files);
    remarks = List.copyOf(remarks);
  }

  /** Without remarks. */
  public Checkpoint(DecoderConfig config, Map<String, byte[]> files) {
    this(config, files, List.of());
  }

  /** A new model of ours. */
  public static Checkpoint of(DecoderConfig config, Map<String, byte[]> tokenizerFiles) {
    Map<String, byte[]> files = new TreeMap<>(tokenizerFiles);
    files.put(
        Companions.CONFIG,
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(config.toJson()));
    ObjectNode generation = JsonMapper.shared().createObjectNode();
    config.endIds().forEach(generation.putArray("eos_token_id")::add);
    files.put(Companions.GENERATION, JsonMapper.shared().writeValueAsBytes(generation));
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
    Map<String, byte[]> files = Companions.read(directory);
    if (!files.containsKey(Companions.CONFIG)) {
      throw new IOException(
          Adapter.problem(directory, false)
              .map(adapter -> adapter.in(directory))
              .orElse(directory + ": not a model directory, it has no config.json"));
    }
    Path configFile = directory.resolve(Companions.CONFIG);
    JsonNode json = parse(configFile, files.get(Companions.CONFIG));
    List<String> ofConfig = new ArrayList<>();
    DecoderConfig config;
    try {
      config = DecoderConfig.fromJson(json, ofConfig);
    } catch (IllegalArgumentException e) {
      throw new IOException(configFile + ": " + e.getMessage(), e);
    }
    WeightHeaders headers = WeightHeaders.read(directory, config.tiedHead());
    if (config.tiedHead() && TiedHead.isAnother(directory, headers)) {
      config = config.untied();
      files.put(Companions.CONFIG, pretty(((ObjectNode) json).put(TIED, false)));
      ofConfig.add(
          TIED
              + " is true and the files have an lm_head.weight that is not the embedding: it is"
              + " taken, as transformers 5 and vLLM do, and saved as a head of its own");
    }
    List<ModelProblem> remarks = new ArrayList<>();
    ofConfig.forEach(
        each ->
            remarks.add(
                ModelProblem.warning(Companions.CONFIG, each, "look at the model's own card")));
    headers.names().ifPresent(remarks::add);
    GenerationJson.remark(files).ifPresent(remarks::add);
    return new Checkpoint(config, files, remarks);
  }

  private static byte[] pretty(JsonNode json) {
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  static JsonNode parse(Path file, byte[] bytes) throws IOException {
    try {
      return STRICT.readTree(bytes);
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
    List<Integer> generation = GenerationJson.endIds(files);
    List<Integer> ids = generation.isEmpty() ? config.endIds() : generation;
    for (int id : ids) {
      if (id >= config.vocabSize()) {
        throw new IOException(
            (generation.isEmpty() ? Companions.CONFIG : Companions.GENERATION)
                + ": eos_token_id "
                + id
                + " is no id of the model, whose vocab_size is "
                + config.vocabSize());
      }
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
    Shards.check(directory, config);
  }

  /**
   * Loads the weights of a directory, converted to one type. They are read straight to their place:
   * there is no second copy, not even for a moment.
   *
   * @throws IOException naming every tensor that is missing, unexpected, or of another shape
   */
  public Parameters loadWeights(Path directory, DType dtype) throws IOException {
    WeightHeaders headers = Shards.check(directory, config); // before memory is taken
    Parameters parameters = Parameters.unset(config, dtype);
    try {
      Shards.load(directory, headers, parameters);
      return parameters;
    } catch (IOException | RuntimeException e) {
      parameters.close();
      throw e;
    }
  }

  /**
   * Writes all files into an existing directory, weights in the parameters' type, in files of at
   * most {@link #SHARD_BYTES}.
   */
  public void write(Path directory, Parameters parameters) throws IOException {
    write(directory, parameters, SHARD_BYTES);
  }

  /**
   * Writes all files into an existing directory, weights in the parameters' type.
   *
   * @param shardBytes most bytes of weights in one file; more become several with an index
   */
  public void write(Path directory, Parameters parameters, long shardBytes) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] content =
          file.getKey().equals(Companions.CONFIG)
              ? withType(file.getValue(), parameters.flat().dtype())
              : file.getValue();
      int folder = file.getKey().lastIndexOf('/');
      if (folder > 0) {
        Files.createDirectories(directory.resolve(file.getKey().substring(0, folder)));
      }
      Files.write(directory.resolve(file.getKey()), content);
    }
    Shards.write(directory, parameters, shardBytes);
  }

  /** The same config.json, naming the type that the weights now have; all else stays. */
  private static byte[] withType(byte[] config, DType dtype) {
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(config);
    String name = dtype.name().toLowerCase(Locale.ROOT);
    List<String> keys =
        Stream.of("dtype", "torch_dtype").filter(json::has).collect(Collectors.toList());
    if (keys.isEmpty()) {
      keys.add("torch_dtype");
    }
    if (keys.stream().allMatch(key -> name.equals(json.path(key).asString("")))) {
      return config;
    }
    keys.forEach(key -> json.put(key, name));
    return pretty(json);
  }

  /**
   * The same model where an adapter has small files of its own, such as a tokenizer.
   *
   * @throws IOException as {@link Companions#read}
   */
  public Checkpoint under(Adapter adapter) throws IOException {
    Map<String, byte[]> all = new TreeMap<>(files);
    Map<String, byte[]> own = Companions.read(adapter.directory());
    own.remove(Companions.CONFIG);
    all.putAll(own);
    return new Checkpoint(config, all, remarks);
  }

  /**
   * The same model with further end ids, in generation_config.json and in config.json: other
   * programs read the one or the other.
   *
   * @param ids that end a turn, also those that it has
   * @throws IOException as {@link #endIds}
   */
  public Checkpoint endingAt(Collection<Integer> ids) throws IOException {
    Set<Integer> all = new LinkedHashSet<>(endIds());
    if (!all.addAll(ids)) {
      return this;
    }
    Map<String, byte[]> changed = new TreeMap<>(files);
    for (String name : List.of(Companions.CONFIG, Companions.GENERATION)) {
      byte[] old = files.get(name);
      ObjectNode json =
          old == null
              ? JsonMapper.shared().createObjectNode()
              : (ObjectNode) JsonMapper.shared().readTree(old);
      all.forEach(json.putArray("eos_token_id")::add);
      changed.put(name, pretty(json));
    }
    return new Checkpoint(config, changed, remarks);
  }
}
