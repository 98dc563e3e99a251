package io.didact.model.checkpoint;

import io.didact.model.decoder.Complaints;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.ParameterLayout;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.TensorScope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes the weights of a model directory: {@code model.safetensors}, or several files
 * and an index that says which tensor is in which.
 */
public final class Shards {
  private Shards() {}

  /**
   * Compares what is there with what a model needs. Reads headers only.
   *
   * @throws IOException where there are no weights, a file or the index is damaged, or tensors are
   *     missing, unexpected, of another shape, in two files, or not where the index says; all named
   */
  static WeightHeaders check(Path directory, DecoderConfig config) throws IOException {
    WeightHeaders headers = WeightHeaders.read(directory, config.tiedHead());
    List<ModelProblem> problems = new ArrayList<>(headers.problems());
    problems.addAll(WeightComparison.of(config, headers));
    List<String> fatal =
        problems.stream().filter(ModelProblem::fatal).map(each -> each.in(directory)).toList();
    if (!fatal.isEmpty()) {
      throw new IOException(Complaints.join(fatal));
    }
    return headers;
  }

  /**
   * Reads all weights to their places, converted to the parameters' type.
   *
   * @param headers {@link #check}ed
   */
  static void load(Path directory, WeightHeaders headers, Parameters parameters)
      throws IOException {
    Map<String, ParameterLayout.Part> parts = new HashMap<>();
    parameters.parts().forEach(part -> parts.put(part.name(), part));
    for (Map.Entry<String, Map<String, Safetensors.Entry>> file : headers.tensors().entrySet()) {
      try (FileChannel open =
          FileChannel.open(directory.resolve(file.getKey()), StandardOpenOption.READ)) {
        for (Map.Entry<String, Safetensors.Entry> tensor : file.getValue().entrySet()) {
          ParameterLayout.Part part = parts.get(tensor.getKey());
          if (part != null) {
            try (TensorScope scope = new TensorScope()) {
              Safetensors.copy(
                  open, tensor.getValue(), parameters.view(part.offset(), part.shape()));
            }
          }
        }
      }
    }
  }

  /**
   * Writes a model's weights into an existing directory.
   *
   * @param mostBytes as in {@link #write(Path, List, long)}
   */
  static void write(Path directory, Parameters parameters, long mostBytes) throws IOException {
    List<WrittenTensor> tensors =
        parameters.parts().stream()
            .map(
                part ->
                    new WrittenTensor(
                        part.name(),
                        part.shape(),
                        parameters.flat().dtype(),
                        out -> {
                          try (TensorScope scope = new TensorScope()) {
                            parameters.view(part.offset(), part.shape()).writeTo(out);
                          }
                        }))
            .toList();
    write(directory, tensors, mostBytes);
  }

  /**
   * Writes weights into an existing directory: one file where all fit, else several in the order of
   * the model, with an index. Each tensor is made when its turn comes.
   *
   * @param mostBytes of tensors in one file; a tensor that has more gets a file of its own
   */
  public static void write(Path directory, List<WrittenTensor> tensors, long mostBytes)
      throws IOException {
    List<List<WrittenTensor>> shards = split(tensors, mostBytes);
    ObjectNode index = JsonMapper.shared().createObjectNode();
    index
        .putObject("metadata")
        .put("total_size", tensors.stream().mapToLong(WrittenTensor::bytes).sum());
    ObjectNode places = index.putObject("weight_map");
    for (int i = 0; i < shards.size(); i++) {
      String name =
          shards.size() == 1
              ? WeightHeaders.SINGLE
              : "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      List<WrittenTensor> shard =
          shards.get(i).stream().sorted(Comparator.comparing(WrittenTensor::name)).toList();
      shard.forEach(tensor -> places.put(tensor.name(), name));
      Safetensors.write(directory.resolve(name), shard);
    }
    if (shards.size() > 1) {
      Files.write(
          directory.resolve(WeightHeaders.INDEX),
          JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(index));
    }
  }

  private static List<List<WrittenTensor>> split(List<WrittenTensor> tensors, long mostBytes) {
    List<List<WrittenTensor>> shards = new ArrayList<>();
    long free = 0;
    for (WrittenTensor tensor : tensors) {
      if (shards.isEmpty() || tensor.bytes() > free) {
        shards.add(new ArrayList<>());
        free = mostBytes;
      }
      shards.get(shards.size() - 1).add(tensor);
      free -= tensor.bytes();
    }
    return shards;
  }
}
