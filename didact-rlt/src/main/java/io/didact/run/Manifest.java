package io.didact.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the files of a directory should be; {@value #NAME} in it. It is written last: what it names
 * is whole, or was damaged since. Of a directory with a manifest of its own it names that manifest.
 *
 * <p>A checkpoint's manifest also names files of its stage, as they were when it was written
 * ({@link #OUTSIDE}), so that what was logged up to it is known to be whole.
 *
 * @param files relative name, with slashes → what it should be
 */
public record Manifest(SortedMap<String, FileSum> files) {
  public static final String NAME = "didact-manifest.json";

  /** Begins the names of a stage's files in the manifest of a checkpoint. */
  static final String OUTSIDE = "../../";

  private static final Pattern SAFE =
      Pattern.compile("(\\.\\./\\.\\./)?(?!\\.{1,2}/)[^/]+(/(?!\\.{1,2}(/|$))[^/]+)*");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public Manifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    for (String name : files.keySet()) {
      if (!SAFE.matcher(name).matches()) {
        throw new IllegalArgumentException("not the name of a file of a run: " + name);
      }
    }
  }

  /** One that names nothing. */
  static Manifest empty() {
    return new Manifest(new TreeMap<>());
  }

  /**
   * Writes that of a new directory into it.
   *
   * @param identity as in {@link FileSum#of}
   */
  public static void seal(Path directory, boolean identity) throws IOException {
    empty().with(directory, filesIn(directory), identity).write(directory);
  }

  /** Names of all files in a directory, sorted, without its own manifest and locks. */
  public static List<String> filesIn(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString().replace('\\', '/'))
          .filter(name -> !name.equals(NAME) && !name.endsWith(RunLock.NAME))
          .sorted()
          .toList();
    }
  }

  /** This and some more files as they are now. */
  Manifest with(Path directory, Collection<String> names, boolean identity) throws IOException {
    TreeMap<String, FileSum> all = new TreeMap<>(files);
    for (String name : names) {
      all.put(name, FileSum.of(directory.resolve(name), identity));
    }
    return new Manifest(all);
  }

  /** This and some more files, of which is known what they are. */
  Manifest with(Map<String, FileSum> more) {
    TreeMap<String, FileSum> all = new TreeMap<>(files);
    all.putAll(more);
    return new Manifest(all);
  }

  /** This without some files. */
  Manifest without(Predicate<String> names) {
    TreeMap<String, FileSum> rest = new TreeMap<>(files);
    rest.keySet().removeIf(names);
    return new Manifest(rest);
  }

  void write(Path directory) throws IOException {
    AtomicFiles.writeText(directory.resolve(NAME), text());
  }

  /** With a hash of its own content, so that damage to it is noticed too. */
  private String text() {
    ObjectNode json = JSON.createObjectNode();
    json.put("sha256", Sha256.of(JSON.writeValueAsString(files)));
    json.putPOJO("files", files);
    return JSON.writeValueAsString(json) + "\n";
  }

  /**
   * That of a directory, if it has one.
   *
   * @throws IOException where it is damaged
   */
  public static Optional<Manifest> read(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      TreeMap<String, FileSum> files = new TreeMap<>();
      for (Map.Entry<String, JsonNode> each : JSON.readTree(bytes).path("files").properties()) {
        files.put(each.getKey(), sum(each.getValue()));
      }
      Manifest manifest = new Manifest(files);
      if (Arrays.equals(manifest.text().getBytes(StandardCharsets.UTF_8), bytes)) {
        return Optional.of(manifest);
      }
    } catch (JacksonException | IllegalArgumentException e) {
      throw new DamagedException(file, e);
    }
    throw new DamagedException(file, null);
  }

  private static FileSum sum(JsonNode json) {
    return JSON.treeToValue(json, FileSum.class);
  }

  /** A manifest is not as it was written. */
  public static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(Path file, @Nullable Exception cause) {
      super(
          file
              + " is damaged, so nothing tells whether the files of that directory are whole. Bring"
              + " it back from a copy, or move the directory away and make it again",
          cause);
    }
  }

  /**
   * What of the directory's own files is not as it should be, in words, by name.
   *
   * @param thorough whether to compare SHA-256 too
   */
  public SortedMap<String, String> broken(Path directory, boolean thorough) throws IOException {
    TreeMap<String, String> broken = new TreeMap<>();
    for (Map.Entry<String, FileSum> each : files.entrySet()) {
      if (!each.getKey().startsWith(OUTSIDE)) {
        each.getValue()
            .difference(directory.resolve(each.getKey()), false, thorough)
            .ifPresent(how -> broken.put(each.getKey(), how));
      }
    }
    return broken;
  }

  /**
   * Checks a directory, or a file in one, that is about to be read as an input. One that no
   * manifest names may hold anything.
   *
   * @throws IOException naming what is broken, and what to do
   */
  public static void requireWhole(Path path) throws IOException {
    Path real = path.toRealPath();
    if (Files.isDirectory(real)) {
      Optional<Manifest> manifest = read(real);
      SortedMap<String, String> broken =
          manifest.isPresent() ? manifest.get().broken(real, false) : new TreeMap<>();
      if (!broken.isEmpty()) {
        throw new IOException(
            "%s is not whole: %s. Bring it back from a copy, or make it again. Where you changed it on purpose, delete its %s: it is then a model of your own"
                .formatted(path, words(broken), NAME));
      }
      return;
    }
    for (Path at = real.getParent(); at != null; at = at.getParent()) {
      String name = at.relativize(real).toString().replace('\\', '/');
      Optional<FileSum> sum =
          name.chars().filter(c -> c == '/').count() > 1
              ? Optional.empty()
              : read(at).map(manifest -> manifest.files().get(name));
      if (sum.isPresent()) {
        TreeMap<String, String> broken = new TreeMap<>();
        sum.get().difference(real, false, false).ifPresent(how -> broken.put(name, how));
        requireNone(at, broken);
      }
    }
  }

  /** Fails where something in a directory is broken. */
  public static void requireNone(Path directory, SortedMap<String, String> broken)
      throws IOException {
    if (!broken.isEmpty()) {
      throw new IOException(
          "%s is not whole: %s. Bring back what is broken from a copy, or move the directory away and make it again"
              .formatted(directory, words(broken)));
    }
  }

  /** {@code model.safetensors is missing, metrics.jsonl holds other bytes … and 3 more}. */
  public static String words(SortedMap<String, String> broken) {
    List<String> first =
        broken.entrySet().stream()
            .limit(3)
            .map(each -> each.getKey() + " " + each.getValue())
            .toList();
    return String.join(", ", first)
        + (broken.size() > first.size()
            ? " and %d more".formatted(broken.size() - first.size())
            : "");
  }
}
