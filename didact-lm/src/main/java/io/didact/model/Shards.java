package io.didact.model;

import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The weights of a model directory: {@code model.safetensors}, or several files and an index that
 * says which tensor is in which.
 *
 * @param files the entries of each file
 * @param index tensor → name of the file that should have it; empty where there is no index
 */
record Shards(
    Path directory, Map<Path, Map<String, Safetensors.Entry>> files, Map<String, String> index) {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  /** No path, no parent directory, nothing that a file system could refuse to parse. */
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

  /**
   * Reads the headers.
   *
   * @throws IOException where there are no weights, or a header or the index is not usable
   */
  static Shards of(Path directory) throws IOException {
    Path single = directory.resolve(SINGLE);
    if (Files.isRegularFile(single)) {
      return new Shards(directory, Map.of(single, Safetensors.readHeader(single)), Map.of());
    }
    Path indexFile = directory.resolve(INDEX);
    if (!Files.isRegularFile(indexFile)) {
      throw new IOException(
          directory
              + ": has neither "
              + SINGLE
              + " nor "
              + INDEX
              + (hasOtherWeights(directory)
                  ? "; weights in other formats (.bin, .pt, .gguf) are not read, get the safetensors"
                  : ""));
    }
    Map<String, String> index = readIndex(indexFile);
    Map<Path, Map<String, Safetensors.Entry>> files = new LinkedHashMap<>();
    for (String name : new LinkedHashSet<>(index.values())) {
      files.put(directory.resolve(name), Safetensors.readHeader(directory.resolve(name)));
    }
    return new Shards(directory, files, index);
  }

  private static boolean hasOtherWeights(Path directory) throws IOException {
    try (var names = Files.list(directory)) {
      return names.anyMatch(file -> file.toString().matches(".*\\.(bin|pt|pth|gguf)"));
    }
  }

  private static Map<String, String> readIndex(Path file) throws IOException {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(SmallFile.read(file));
    } catch (JacksonException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
    Map<String, String> index = new LinkedHashMap<>();
    Set<String> absent = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> each : json.path("weight_map").properties()) {
      String name = each.getValue().asString("");
      if (FILE_NAME.matcher(name).matches() && Files.isRegularFile(file.resolveSibling(name))) {
        index.put(each.getKey(), name);
      } else {
        absent.add("names a file that is not there: " + each.getValue());
      }
    }
    if (index.isEmpty() && absent.isEmpty()) {
      absent.add("has no weight_map that names files");
    }
    if (!absent.isEmpty()) {
      throw new IOException(file + ": " + Complaints.join(List.copyOf(absent)));
    }
    return index;
  }

  /**
   * Compares what is there with what a model needs.
   *
   * @throws IOException naming every tensor that is missing, unexpected, of another shape, in two
   *     files, or not where the index says
   */
  void check(DecoderConfig config) throws IOException {
    List<String> wrong = complaints(config);
    if (!wrong.isEmpty()) {
      throw new IOException(directory + ": " + Complaints.join(wrong));
    }
  }

  private List<String> complaints(DecoderConfig config) {
    Map<String, Safetensors.Entry> found = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    files
        .values()
        .forEach(
            entries ->
                entries.forEach(
                    (name, entry) -> {
                      if (found.put(name, entry) != null) {
                        wrong.add(name + " is in two files");
                      }
                    }));
    Map<String, ParameterLayout.Part> wanted = partsByName(ParameterLayout.of(config).parts());
    wanted.forEach(
        (name, part) -> {
          Safetensors.Entry entry = found.get(name);
          if (entry == null) {
            wrong.add(name + " is missing");
          } else if (!Arrays.equals(entry.shape(), part.shape())) {
            wrong.add(
                "%s has shape %s, config.json asks for %s"
                    .formatted(
                        name, Arrays.toString(entry.shape()), Arrays.toString(part.shape())));
          } else if (!entry.dtype().isFloating()) {
            wrong.add(name + " has type " + entry.dtype());
          }
        });
    found.keySet().stream()
        .filter(name -> !wanted.containsKey(name) && !isHarmless(name, config))
        .forEach(name -> wrong.add(name + " is unexpected"));
    index.forEach(
        (name, file) -> {
          Map<String, Safetensors.Entry> entries = files.get(directory.resolve(file));
          if (entries != null && !entries.containsKey(name)) {
            wrong.add("%s is not in %s, where %s places it".formatted(name, file, INDEX));
          }
        });
    return wrong;
  }

  /** A tied head that was written out all the same, and old rotary buffers. */
  private static boolean isHarmless(String name, DecoderConfig config) {
    return (config.tiedHead() && name.equals("lm_head.weight"))
        || name.endsWith("rotary_emb.inv_freq");
  }

  private static Map<String, ParameterLayout.Part> partsByName(List<ParameterLayout.Part> parts) {
    Map<String, ParameterLayout.Part> byName = new LinkedHashMap<>();
    parts.forEach(part -> byName.put(part.name(), part));
    return byName;
  }

  /** Reads all weights to their places, converted to the parameters' type; {@link #check} first. */
  void load(Parameters parameters) throws IOException {
    Map<String, ParameterLayout.Part> parts = partsByName(parameters.parts());
    for (Map.Entry<Path, Map<String, Safetensors.Entry>> file : files.entrySet()) {
      try (FileChannel open = FileChannel.open(file.getKey(), StandardOpenOption.READ)) {
        for (Safetensors.Entry entry : file.getValue().values()) {
          ParameterLayout.Part part = parts.get(entry.name());
          if (part != null) {
            try (TensorScope scope = new TensorScope()) {
              Safetensors.copy(open, entry, parameters.view(part.offset(), part.shape()));
            }
          }
        }
      }
    }
  }

  /**
   * Writes weights into an existing directory: one file where all fit, else several in the order of
   * the model, with an index.
   *
   * @param mostBytes of tensors in one file; a tensor that has more gets a file of its own
   */
  static void write(Path directory, Parameters parameters, long mostBytes) throws IOException {
    List<List<ParameterLayout.Part>> shards = split(parameters, mostBytes);
    ObjectNode index = JsonMapper.shared().createObjectNode();
    index
        .putObject("metadata")
        .put("total_size", parameters.size() * parameters.flat().dtype().bytes());
    ObjectNode places = index.putObject("weight_map");
    for (int i = 0; i < shards.size(); i++) {
      String name =
          shards.size() == 1
              ? SINGLE
              : "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      try (TensorScope scope = new TensorScope()) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        for (ParameterLayout.Part part : shards.get(i)) {
          tensors.put(part.name(), parameters.view(part.offset(), part.shape()));
          places.put(part.name(), name);
        }
        Safetensors.write(directory.resolve(name), tensors);
      }
    }
    if (shards.size() > 1) {
      Files.write(
          directory.resolve(INDEX),
          JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(index));
    }
  }

  private static List<List<ParameterLayout.Part>> split(Parameters parameters, long mostBytes) {
    List<List<ParameterLayout.Part>> shards = new ArrayList<>();
    long free = 0;
    for (ParameterLayout.Part part : parameters.parts()) {
      long bytes = part.elements() * parameters.flat().dtype().bytes();
      if (shards.isEmpty() || bytes > free) {
        shards.add(new ArrayList<>());
        free = mostBytes;
      }
      shards.get(shards.size() - 1).add(part);
      free -= bytes;
    }
    return shards;
  }
}
