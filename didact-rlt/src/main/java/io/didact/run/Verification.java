package io.didact.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a directory and all in it with the manifests that are there: a whole run, one stage, a
 * checkpoint or a model.
 *
 * @param files what each file is found to be, by its name in the directory
 */
public record Verification(SortedMap<String, Finding> files) {
  /** What a file is found to be. */
  public enum State {
    WHOLE,
    BROKEN,
    MISSING,
    /** No manifest names it. */
    UNKNOWN;

    /** In lower case, for people and programs. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One file.
   *
   * @param reason in what it differs; empty where it does not
   */
  public record Finding(State state, String reason) {}

  /**
   * Looks at a directory. A change that was interrupted in it is ended first.
   *
   * @throws IOException where it is none, cannot be read, or a run is at work in it
   */
  public static Verification of(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException("there is no directory " + directory);
    }
    Path root = directory.toRealPath(); // of a link to a directory nothing would be walked
    SortedMap<String, Finding> found = new TreeMap<>();
    List<Path> folders;
    try (Stream<Path> walk = Files.walk(root)) {
      folders = walk.filter(Files::isDirectory).sorted().toList();
    }
    for (Path folder : folders) {
      if (Files.exists(folder.resolve(RunLock.NAME)) && Files.isWritable(folder)) {
        try (RunDirectory quiet = RunDirectory.open(folder)) {
          verify(root, quiet.path(), found);
        } catch (Manifest.DamagedException e) {
          verify(root, folder, found);
        }
      } else if (Files.exists(folder)) {
        verify(root, folder, found);
      }
    }
    for (String name : Manifest.filesIn(root)) {
      found.putIfAbsent(name, new Finding(State.UNKNOWN, ""));
    }
    return new Verification(found);
  }

  private static void verify(Path root, Path folder, SortedMap<String, Finding> found)
      throws IOException {
    Path file = folder.resolve(Manifest.NAME);
    Optional<Manifest> manifest;
    try {
      manifest = Manifest.read(folder);
    } catch (Manifest.DamagedException e) {
      put(root, file, new Finding(State.BROKEN, "is not as it was written"), found);
      return;
    }
    if (manifest.isEmpty()) {
      if (needsManifest(folder)) {
        put(root, file, new Finding(State.MISSING, "is missing"), found);
      }
      return;
    }
    put(root, file, new Finding(State.WHOLE, ""), found);
    Map<String, String> broken = new TreeMap<>(manifest.get().broken(folder, true));
    if (!folder.equals(root)) { // a checkpoint that stands alone has no logs
      broken.putAll(Checkpoints.brokenLogs(manifest.get(), folder, true));
    }
    for (String each : manifest.get().files().keySet()) {
      Path named = folder.resolve(each).normalize();
      if (named.startsWith(root)) {
        put(root, named, finding(named, broken.get(each)), found);
      }
    }
  }

  private static boolean needsManifest(Path folder) {
    return Files.exists(folder.resolve("provenance.json"))
        || Checkpoints.isName(folder.getFileName().toString());
  }

  private static Finding finding(Path file, @Nullable String reason) {
    if (reason == null) {
      return new Finding(State.WHOLE, "");
    }
    return new Finding(Files.exists(file) ? State.BROKEN : State.MISSING, reason);
  }

  /** What one manifest finds broken is so, whatever another says. */
  private static void put(Path root, Path file, Finding finding, SortedMap<String, Finding> found) {
    found.merge(
        root.relativize(file).toString().replace('\\', '/'),
        finding,
        (a, b) -> a.state() == State.WHOLE ? b : a);
  }

  /** How many files are found to be so. */
  public long count(State state) {
    return files.values().stream().filter(finding -> finding.state() == state).count();
  }
}
