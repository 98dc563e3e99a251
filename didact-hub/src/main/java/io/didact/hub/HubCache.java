package io.didact.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The local cache of the Hub, read only. Nothing here uses the network.
 *
 * @param directory such as {@code ~/.cache/huggingface/hub}
 * @param advice what messages tell to do for what is not there
 */
public record HubCache(Path directory, PullAdvice advice) {
  private static final int MAX_REF_BYTES = 1024;

  /**
   * A model that a user named.
   *
   * @param directory in Hugging Face layout
   * @param commit where it comes from the Hub
   */
  public record Model(Path directory, Optional<String> commit) {}

  /** With plain advice. */
  public HubCache(Path directory) {
    this(directory, PullAdvice.PLAIN);
  }

  /**
   * Where the environment says that the cache is.
   *
   * @param home of the user
   */
  public static HubCache of(Map<String, String> environment, Path home) {
    return new HubCache(
        HubSettings.variable(environment, "HF_HUB_CACHE")
            .or(() -> HubSettings.variable(environment, "HUGGINGFACE_HUB_CACHE"))
            .map(path -> HubSettings.path(path, home))
            .orElseGet(() -> HubSettings.home(environment, home).resolve("hub")));
  }

  /**
   * A model by its directory or its name on the Hub. A directory that is there wins.
   *
   * @param word path or {@code ORG/NAME[@REVISION]}; what cannot be such a name is returned as a
   *     path, whether there is something or not
   * @throws IOException saying what to pull
   */
  public Model model(String word) throws IOException {
    Path path = Path.of(word);
    Optional<HubName> name = HubName.parse(word);
    if (Files.isDirectory(path) || name.isEmpty()) {
      return new Model(path, Optional.empty());
    }
    Snapshot snapshot =
        snapshot(RepoType.MODEL, name.get())
            .orElseThrow(
                () ->
                    new HubException(
                        "there is no directory "
                            + word
                            + " and no "
                            + absent(RepoType.MODEL, name.get(), List.of())));
    List<String> missing = snapshot.missingOfModel();
    if (!missing.isEmpty()) {
      throw new HubException(
          "the model %s in the cache %s lacks %s; %s"
              .formatted(
                  word,
                  directory,
                  String.join(", ", missing),
                  advice.of(RepoType.MODEL, name.get(), List.of())));
    }
    requireRight(
        blobs(RepoType.MODEL, name.get()).broken(snapshot.directory()),
        RepoType.MODEL,
        name.get(),
        List.of());
    return new Model(snapshot.directory(), Optional.of(snapshot.commit()));
  }

  /**
   * A file of a data set.
   *
   * @param file path within the data set
   * @throws IOException saying what to pull
   */
  public Path datasetFile(HubName name, String file) throws IOException {
    Snapshot snapshot =
        snapshot(RepoType.DATASET, name)
            .orElseThrow(
                () ->
                    new HubException(
                        "there is no " + absent(RepoType.DATASET, name, List.of(file))));
    Path path = snapshot.directory().resolve(file);
    if (!RemoteFile.isSafe(file) || !Files.isRegularFile(path)) {
      throw new HubException(
          "the data set %s in the cache %s has no file %s; %s"
              .formatted(name, directory, file, advice.of(RepoType.DATASET, name, List.of(file))));
    }
    requireRight(
        blobs(RepoType.DATASET, name).holds(path) ? List.of() : List.of(file),
        RepoType.DATASET,
        name,
        List.of(file));
    return path;
  }

  /**
   * @param files that were asked for
   */
  private void requireRight(List<String> broken, RepoType type, HubName name, List<String> files)
      throws HubException {
    if (!broken.isEmpty()) {
      throw new HubException(
          "in the cache %s, %s of %s is damaged: its content is not the one that it is named by; %s, which brings it again"
              .formatted(directory, String.join(", ", broken), name, advice.of(type, name, files)));
    }
  }

  /** Checks the contents of a repository. */
  Blobs blobs(RepoType type, HubName name) {
    return Blobs.of(directory, name.folder(type));
  }

  /** What a revision's name stands for, where that is in the cache. */
  public Optional<Snapshot> snapshot(RepoType type, HubName name) throws IOException {
    Path folder = folder(type, name);
    Optional<String> commit =
        HubName.isCommit(name.revision()) ? Optional.of(name.revision()) : ref(folder, name);
    return commit
        .map(hash -> new Snapshot(folder.resolve("snapshots").resolve(hash), hash))
        .filter(snapshot -> Files.isDirectory(snapshot.directory()));
  }

  /** The folder of a repository. */
  Path folder(RepoType type, HubName name) {
    return directory.resolve(name.folder(type));
  }

  private static Optional<String> ref(Path folder, HubName name) throws IOException {
    Path file = folder.resolve("refs").resolve(name.revision());
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_REF_BYTES) {
      return Optional.empty();
    }
    String commit = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    return HubName.isCommit(commit) ? Optional.of(commit) : Optional.empty();
  }

  /**
   * @param files that were asked for
   */
  private String absent(RepoType type, HubName name, List<String> files) {
    boolean begun = Files.isDirectory(folder(type, name).resolve("blobs"));
    return "%s %s in the cache %s%s; %s"
        .formatted(
            type.noun(),
            name,
            directory,
            begun ? " (another revision, or a part of it, is there)" : "",
            advice.of(type, name, files));
  }
}
