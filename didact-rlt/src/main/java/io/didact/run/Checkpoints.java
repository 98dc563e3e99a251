package io.didact.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a stage, {@code checkpoints/step-000050/}. One that has its name is whole;
 * what a killed write left is removed when the stage starts again.
 */
public final class Checkpoints {
  private static final Pattern NAME = Pattern.compile("step-(\\d{6,})");

  /**
   * A checkpoint.
   *
   * @param step the step it was written after, from 0
   */
  public record Saved(long step, Path directory) {}

  private final Path root;
  private final int keep;

  /**
   * @param root the directory {@code checkpoints} of a stage
   * @param keep how many of the newest to keep, ≥ 1
   */
  public Checkpoints(Path root, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("keepCheckpoints must be ≥ 1, was " + keep);
    }
    this.root = root;
    this.keep = keep;
  }

  /** Removes leftovers of killed writes; call it once the {@link RunLock} is held. */
  public void clean() throws IOException {
    if (Files.isDirectory(root)) {
      AtomicFiles.deleteLeftovers(root);
    }
  }

  /** Whole checkpoints, oldest first. */
  public List<Saved> all() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .flatMap(entry -> saved(entry).stream())
          .sorted(Comparator.comparingLong(Saved::step))
          .toList();
    }
  }

  /** The newest whole checkpoint. */
  public Optional<Saved> newest() throws IOException {
    List<Saved> all = all();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * Writes a checkpoint, then removes the oldest beyond {@code keep}. One of the same step is left
   * as it is: the same step of the same run has the same bytes.
   *
   * @param content writes all its files into the directory it is given
   */
  public Saved save(long step, AtomicFiles.DirectoryContent content) throws IOException {
    Path directory = root.resolve("step-%06d".formatted(step));
    if (!Files.exists(directory)) {
      AtomicFiles.writeDirectory(directory, content);
    }
    List<Saved> all = all();
    for (Saved old : all.subList(0, Math.max(0, all.size() - keep))) {
      if (old.step() != step) {
        AtomicFiles.delete(old.directory());
      }
    }
    return new Saved(step, directory);
  }

  private static Optional<Saved> saved(Path entry) {
    Matcher name = NAME.matcher(entry.getFileName().toString());
    return name.matches() && Files.isDirectory(entry)
        ? Optional.of(new Saved(Long.parseLong(name.group(1)), entry))
        : Optional.empty();
  }
}
