package io.didact.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of one commit in the cache, or some of them: other tools pull file by file.
 *
 * @param directory with the files, most of them links to blobs
 */
public record Snapshot(Path directory, String commit) {
  private static final String WEIGHTS = "model.safetensors";
  private static final String INDEX = WEIGHTS + ".index.json";
  private static final long MAX_INDEX_BYTES = 64 << 20;

  /**
   * Files that a model cannot do without and that are not there, such as shards not pulled. An
   * adapter is none, and needs its own.
   */
  List<String> missingOfModel() throws IOException {
    Set<String> missing = new LinkedHashSet<>(danglingLinks());
    if (!isMissing("adapter_config.json") && isMissing(WEIGHTS) && isMissing(INDEX)) {
      if (isMissing("adapter_model.safetensors")) {
        missing.add("adapter_model.safetensors");
      }
      return missing.stream().sorted().toList();
    }
    if (isMissing("config.json")) {
      missing.add("config.json");
    }
    if (isMissing(WEIGHTS)) {
      if (isMissing(INDEX)) {
        missing.add(WEIGHTS);
      } else {
        shards().filter(this::isMissing).forEach(missing::add);
      }
    }
    return missing.stream().sorted().toList();
  }

  private boolean isMissing(String name) {
    return !Files.isRegularFile(directory.resolve(name));
  }

  /** Links whose blob was taken away. */
  private List<String> danglingLinks() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> Files.isSymbolicLink(file) && !Files.exists(file))
          .map(file -> directory.relativize(file).toString().replace('\\', '/'))
          .toList();
    }
  }

  /** Names of shards; what is wrong with the index in other ways is told when it is loaded. */
  private Stream<String> shards() throws IOException {
    Path index = directory.resolve(INDEX);
    if (Files.size(index) > MAX_INDEX_BYTES) {
      return Stream.of();
    }
    try {
      JsonNode map = JsonMapper.shared().readTree(Files.readAllBytes(index)).path("weight_map");
      return map.values().stream().map(JsonNode::asString).distinct().filter(RemoteFile::isSafe);
    } catch (JacksonException e) {
      return Stream.of();
    }
  }
}
