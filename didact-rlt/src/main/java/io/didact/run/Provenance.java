package io.didact.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a stage was made of; {@code provenance.json}. Two runs with equal {@link #inputs()} end with
 * the same weights.
 *
 * @param stage name of the stage
 * @param configSha256 of the resolved configuration's YAML
 * @param data name → sha256 of each data file
 * @param weights name → sha256 of each checkpoint that was read
 * @param seeds name → seed
 * @param versions name → version of what ran (didact, java, libtorch), and commit of what came from
 *     the Hub
 * @param commit of the source tree, empty where it is not known
 */
public record Provenance(
    String stage,
    String configSha256,
    SortedMap<String, String> data,
    SortedMap<String, String> weights,
    SortedMap<String, Long> seeds,
    SortedMap<String, String> versions,
    Optional<String> commit) {
  /** Its file. */
  public static final String FILE = "provenance.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public Provenance {
    data = new TreeMap<>(data);
    weights = new TreeMap<>(weights);
    seeds = new TreeMap<>(seeds);
    versions = new TreeMap<>(versions);
  }

  /** One hash over what decides the result: stage, configuration, data, weights and seeds. */
  public String inputs() {
    return Sha256.of(stage + "\n" + configSha256 + "\n" + data + "\n" + weights + "\n" + seeds);
  }

  /** Writes the file, whole or not at all. */
  public void write(Path file) throws IOException {
    AtomicFiles.writeText(file, JSON.writeValueAsString(this) + "\n");
  }

  /** Reads it back. */
  public static Provenance read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readString(file), Provenance.class);
    } catch (JacksonException e) {
      throw new IOException("not a provenance file: " + file, e);
    }
  }

  /**
   * The commit checked out in a directory, read from its {@code .git} without running git; nothing
   * where it has none of its own, or keeps it elsewhere.
   */
  public static Optional<String> commitOf(Path directory) {
    Path git = directory.resolve(".git");
    try {
      if (!Files.isDirectory(git)) {
        return Optional.empty();
      }
      String head = Files.readString(git.resolve("HEAD")).strip();
      if (!head.startsWith("ref: ")) {
        return Optional.of(head);
      }
      String name = head.substring("ref: ".length());
      if (Files.exists(git.resolve(name))) {
        return Optional.of(Files.readString(git.resolve(name)).strip());
      }
      try (Stream<String> packed = Files.lines(git.resolve("packed-refs"))) {
        return packed
            .filter(line -> line.endsWith(" " + name))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .findFirst();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** In what the inputs of another run differ from these, in words; empty where they do not. */
  public String difference(Provenance other) {
    List<String> differs = new ArrayList<>();
    if (!configSha256.equals(other.configSha256)) {
      differs.add("its settings differ");
    }
    if (!weights.equals(other.weights)) {
      differs.add("its models differ");
    }
    if (!data.equals(other.data)) {
      differs.add("its data differ");
    }
    if (!seeds.equals(other.seeds)) {
      differs.add("its seed differs");
    }
    return String.join(", ", differs);
  }
}
