package io.didact.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a stage, {@code checkpoints/step-000050/}, with what the stage logged up to
 * each: {@code metrics.jsonl} and {@code rollouts/}. A checkpoint's {@link Manifest} names both, so
 * that a run resumes only from where all of it is whole.
 *
 * <p>The newest few stay, and beside them the last good one: a later step found a gradient that is
 * finite and not 0. Weights that are broken are finite, too, for a while.
 */
public final class Checkpoints {
  /** One line a step. */
  public static final String METRICS = "metrics.jsonl";

  /** One file a step. */
  public static final String ROLLOUTS = "rollouts";

  private static final Pattern NAME = Pattern.compile("step-(\\d{6,18})");

  /**
   * A checkpoint.
   *
   * @param step the step it was written after, from 0
   */
  public record Saved(long step, Path directory) {}

  private final Path stage;
  private final Path root;
  private final int keep;
  private final Set<Long> named;

  /** What was logged up to the last checkpoint, by its name in a manifest. */
  private final SortedMap<String, FileSum> logged = new TreeMap<>();

  /** The last step that learned; checkpoints before it are good. */
  private long learned;

  /** Step of the newest checkpoint, while no later step has learned. */
  private long unproven = Long.MAX_VALUE;

  /**
   * @param stage the stage's directory
   * @param keep how many of the newest to keep, ≥ 1
   */
  public Checkpoints(Path stage, int keep) {
    this(stage, keep, Set.of());
  }

  /**
   * @param named steps whose checkpoints stay, whatever the number
   */
  public Checkpoints(Path stage, int keep, Set<Long> named) {
    if (keep < 1) {
      throw new IllegalArgumentException("keepCheckpoints must be ≥ 1, was " + keep);
    }
    this.stage = stage;
    this.root = stage.resolve("checkpoints");
    this.keep = keep;
    this.named = Set.copyOf(named);
  }

  /** Checkpoints by name, oldest first; whether they are whole is not looked at. */
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

  /** Whether the step has one, whole or not. */
  public boolean has(long step) throws IOException {
    return all().stream().anyMatch(each -> each.step() == step);
  }

  /** The newest checkpoint. */
  public Optional<Saved> newest() throws IOException {
    List<Saved> all = all();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** The newest checkpoint from which a later step has learned. */
  public Optional<Saved> good() throws IOException {
    return all().stream().filter(each -> each.step() < learned).reduce((a, b) -> b);
  }

  /**
   * The checkpoint of a step.
   *
   * @throws IOException where there is none, or it is not whole
   */
  public Saved require(long step) throws IOException {
    List<Saved> all = all();
    for (Saved each : all) {
      if (each.step() == step) {
        requireWhole(each.directory());
        return each;
      }
    }
    throw new IOException(
        "%s has no checkpoint of step %d; there %s"
            .formatted(
                stage,
                step,
                all.isEmpty()
                    ? "is none"
                    : "are those of " + all.stream().map(each -> "" + each.step()).toList()));
  }

  /**
   * Looks for the checkpoints that are to stay.
   *
   * @param done steps that were made; those after them are still to come
   * @throws IOException where one is not there: it was not named when the step was made
   */
  public void requireNamed(long done) throws IOException {
    List<Long> there = all().stream().map(Saved::step).toList();
    for (long step : new TreeSet<>(named)) {
      if (step <= done && !there.contains(step)) {
        throw new IOException(
            "%s has no checkpoint of step %d, which a stage names; there are those of %s. A checkpoint stays where it is named before its step is made: name one of these, or move that directory away and make it again"
                .formatted(stage, step, there));
      }
    }
  }

  /** Removes the checkpoints after a step, the newest first. */
  public void removeAfter(long step) throws IOException {
    List<Saved> all = all();
    for (int i = all.size() - 1; i >= 0 && all.get(i).step() > step; i--) {
      AtomicFiles.delete(all.get(i).directory());
    }
  }

  /** Hears of a step with a gradient that is finite and not 0. */
  public void learned(long step) throws IOException {
    learned = step;
    if (unproven < step) {
      unproven = Long.MAX_VALUE;
      prune();
    }
  }

  /** Hears that no step comes any more: the last is good where it learned itself. */
  public void ended() throws IOException {
    if (unproven <= learned) {
      learned(learned + 1);
    }
  }

  /**
   * Finds the newest checkpoint that is whole, with its logs. What is newer is removed: broken
   * checkpoints, and what was logged after it. Call it once the {@link RunLock} is held.
   *
   * @param say hears of what is broken
   * @throws IOException where there are checkpoints and none is whole; all is left as it is
   */
  public Optional<Saved> resume(Consumer<String> say) throws IOException {
    if (Files.isDirectory(root)) {
      AtomicFiles.deleteLeftovers(root);
    }
    List<Saved> all = all();
    List<String> wrong = new ArrayList<>();
    int last = all.size() - 1;
    Manifest manifest = Manifest.empty();
    for (; last >= 0; last--) {
      try {
        manifest = requireWhole(all.get(last).directory());
        break;
      } catch (IOException e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
    }
    if (last < 0 && !all.isEmpty()) {
      throw new IOException(
          "no checkpoint of %s is whole (%s). Bring one back from a copy, or delete %s to begin anew"
              .formatted(stage, String.join("; ", wrong), root));
    }
    for (int i = 0; i < wrong.size(); i++) {
      Saved broken = all.get(all.size() - 1 - i);
      say.accept(wrong.get(i) + "; resuming from step " + all.get(last).step());
      AtomicFiles.delete(broken.directory());
    }
    logged.clear();
    logged.putAll(outside(manifest));
    cutLogs();
    if (last < 0) {
      return Optional.empty();
    }
    learned = lastLearned();
    unproven = all.get(last).step();
    prune(); // a process that was killed may not have come to it
    return Optional.of(all.get(last));
  }

  private long lastLearned() throws IOException {
    Path metrics = stage.resolve(METRICS);
    if (!Files.exists(metrics)) {
      return 0;
    }
    return MetricsLog.read(metrics).stream()
        .filter(row -> MetricsLog.learned(row.values()))
        .mapToLong(MetricsLog.Row::step)
        .max()
        .orElse(0);
  }

  /** Removes all but the newest, the last good one, and those that are named. */
  private void prune() throws IOException {
    List<Saved> all = all();
    Optional<Saved> good = good();
    for (Saved old : all.subList(0, Math.max(0, all.size() - keep))) {
      boolean isGood = good.isPresent() && old.step() == good.get().step();
      if (!isGood && !named.contains(old.step())) {
        AtomicFiles.delete(old.directory());
      }
    }
  }

  /** What a stage logged up to its last checkpoint, by name in its directory. */
  public static SortedMap<String, FileSum> logsOf(Path stage) throws IOException {
    SortedMap<String, FileSum> logs = new TreeMap<>();
    Optional<Saved> last = new Checkpoints(stage, 1).newest();
    if (last.isPresent()) {
      outside(Manifest.read(last.get().directory()).orElseGet(Manifest::empty))
          .forEach((name, sum) -> logs.put(name.substring(Manifest.OUTSIDE.length()), sum));
    }
    return logs;
  }

  private static SortedMap<String, FileSum> outside(Manifest manifest) {
    SortedMap<String, FileSum> outside = new TreeMap<>(manifest.files());
    outside.keySet().removeIf(name -> !name.startsWith(Manifest.OUTSIDE));
    return outside;
  }

  private static Manifest requireWhole(Path directory) throws IOException {
    Manifest manifest =
        Manifest.read(directory)
            .orElseThrow(() -> new IOException(directory + " has no " + Manifest.NAME));
    SortedMap<String, String> broken = manifest.broken(directory, false);
    broken.putAll(brokenLogs(manifest, directory, false));
    if (!broken.isEmpty()) {
      throw new IOException(directory + " is not whole: " + Manifest.words(broken));
    }
    return manifest;
  }

  /** What of the logs up to a checkpoint is not as it should be, by name in the manifest. */
  static SortedMap<String, String> brokenLogs(Manifest manifest, Path directory, boolean thorough)
      throws IOException {
    TreeMap<String, String> broken = new TreeMap<>();
    for (Map.Entry<String, FileSum> each : outside(manifest).entrySet()) {
      boolean grows = each.getKey().endsWith("/" + METRICS);
      each.getValue()
          .difference(directory.resolve(each.getKey()).normalize(), grows, thorough)
          .ifPresent(how -> broken.put(each.getKey(), how));
    }
    return broken;
  }

  /** Steps after the checkpoint are done again, and log again. */
  private void cutLogs() throws IOException {
    Path metrics = stage.resolve(METRICS);
    if (Files.exists(metrics)) {
      FileSum sum = logged.get(Manifest.OUTSIDE + METRICS);
      try (FileChannel channel = FileChannel.open(metrics, StandardOpenOption.WRITE)) {
        channel.truncate(sum == null ? 0 : sum.bytes());
      }
    }
    for (String name : rollouts()) {
      if (!logged.containsKey(Manifest.OUTSIDE + name)) {
        Files.delete(stage.resolve(name));
      }
    }
  }

  private List<String> rollouts() throws IOException {
    Path folder = stage.resolve(ROLLOUTS);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    AtomicFiles.deleteLeftovers(folder);
    return Manifest.filesIn(folder).stream().map(name -> ROLLOUTS + "/" + name).toList();
  }

  /**
   * Writes a checkpoint, then removes those that need not stay. One of the same step is left as it
   * is: the same step of the same run has the same bytes.
   *
   * @param content writes all its files into the directory it is given
   */
  public Saved save(long step, AtomicFiles.DirectoryContent content) throws IOException {
    Path directory = root.resolve("step-%06d".formatted(step));
    if (!Files.exists(directory)) {
      Manifest logs = logs();
      AtomicFiles.writeDirectory(
          directory,
          made -> {
            content.writeTo(made);
            logs.with(made, Manifest.filesIn(made), false).write(made);
          });
    }
    unproven = step;
    prune();
    return new Saved(step, directory);
  }

  /** What is logged by now; files of earlier steps do not change, and are not read again. */
  private Manifest logs() throws IOException {
    if (Files.exists(stage.resolve(METRICS))) {
      logged.put(Manifest.OUTSIDE + METRICS, FileSum.of(stage.resolve(METRICS), false));
    }
    for (String name : rollouts()) {
      if (!logged.containsKey(Manifest.OUTSIDE + name)) {
        logged.put(Manifest.OUTSIDE + name, FileSum.of(stage.resolve(name), false));
      }
    }
    return new Manifest(logged);
  }

  /** Whether a folder's name is that of a checkpoint. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private static Optional<Saved> saved(Path entry) {
    Matcher name = NAME.matcher(entry.getFileName().toString());
    return name.matches() && Files.isDirectory(entry)
        ? Optional.of(new Saved(Long.parseLong(name.group(1)), entry))
        : Optional.empty();
  }
}
