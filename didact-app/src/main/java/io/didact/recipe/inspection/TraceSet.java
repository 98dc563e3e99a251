package io.didact.recipe.inspection;

import io.didact.config.HomePath;
import io.didact.data.Jsonl;
import io.didact.data.Problem;
import io.didact.data.Problems;
import io.didact.run.Checkpoints;
import io.didact.run.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Explanations that belong together: those of a teacher, of an expert.
 *
 * @param name of the set, as the page shows it
 * @param files rollout logs, or data files with traces
 */
public record TraceSet(String name, List<Path> files) {
  private static final String TRACES = "traces.jsonl";
  private static final String PARTS = "parts";
  private static final Pattern STEP = Pattern.compile("step-0*(\\d+)\\.jsonl(?:\\.gz)?");
  private static final Pattern LINES = Pattern.compile("\\.jsonl(?:\\.gz)?$");
  private static final Pattern ENDING =
      Pattern.compile("\\.(?:jsonl|json|ndjson|parquet|csv|tsv)(?:\\.gz)?$");

  public TraceSet {
    files = List.copyOf(files);
  }

  /**
   * The sets that command lines name.
   *
   * @param named each {@code PATH} or {@code NAME=PATH}, split at the last {@code =} before a
   *     slash: a file; the directory of a stage, whose rollouts it is (of reinforcement learning
   *     those of the newest step), or else its traces; or that of a run, all of whose stages with
   *     traces it is, in the order in which they began
   * @throws IOException where there are none, or two have one name
   */
  public static List<TraceSet> of(List<String> named) throws IOException {
    List<TraceSet> sets = new ArrayList<>();
    for (String each : named) {
      int slash = each.indexOf('/');
      int equals = each.lastIndexOf('=', slash < 0 ? each.length() : slash);
      boolean hasName = equals > 0;
      Path path = place(hasName ? each.substring(equals + 1) : each);
      List<TraceSet> found = of(path);
      if (!hasName) {
        sets.addAll(found);
      } else if (found.size() == 1) {
        sets.add(new TraceSet(each.substring(0, equals), found.get(0).files()));
      } else {
        throw new IOException(
            "%s has %d sets, which cannot all be called %s: name the stage's directory"
                .formatted(path, found.size(), each.substring(0, equals)));
      }
    }
    Set<String> names = new HashSet<>();
    for (TraceSet set : sets) {
      if (!names.add(set.name())) {
        throw new IOException(
            "two sets are called %s: give them names, as in before=runs/a/%s after=runs/b/%s"
                .formatted(set.name(), set.name(), set.name()));
      }
    }
    return sets;
  }

  private static Path place(String text) throws IOException {
    try {
      return Path.of(HomePath.expand(text));
    } catch (IllegalArgumentException e) {
      throw new IOException(text + ": " + e.getMessage(), e);
    }
  }

  private static List<TraceSet> of(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(new TraceSet(nameOf(path), List.of(path)));
    }
    if (!Files.isDirectory(path)) {
      throw new IOException("there is no " + path);
    }
    Optional<TraceSet> stage = ofStage(path);
    if (stage.isPresent()) {
      return List.of(stage.get());
    }
    SortedMap<FileTime, List<TraceSet>> byTime = new TreeMap<>();
    for (Path child : children(path)) {
      Path provenance = child.resolve(Provenance.FILE);
      boolean collects = Files.isDirectory(child.resolve(PARTS));
      if (Files.exists(provenance) && (collects || Files.exists(child.resolve(TRACES)))) {
        ofStage(child)
            .ifPresent(byTime.computeIfAbsent(began(provenance), at -> new ArrayList<>())::add);
      }
    }
    List<TraceSet> stages = byTime.values().stream().flatMap(List::stream).toList();
    if (stages.isEmpty()) {
      throw new IOException(
          path
              + " has no explanations: it is no stage with rollouts/ or traces.jsonl, and no run"
              + " that has such stages");
    }
    return stages;
  }

  /** That of a stage's directory, where it has rollouts or traces. */
  public static Optional<TraceSet> ofStage(Path directory) throws IOException {
    String name = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
    Path rollouts = directory.resolve(Checkpoints.ROLLOUTS);
    if (Files.isDirectory(rollouts)) {
      List<Path> steps =
          children(rollouts).stream().filter(file -> step(file).isPresent()).toList();
      boolean trains = !Files.isDirectory(directory.resolve(PARTS));
      if (!steps.isEmpty()) {
        return Optional.of(
            trains
                ? new TraceSet(
                    name + "@" + step(steps.get(steps.size() - 1)).orElseThrow(),
                    steps.subList(steps.size() - 1, steps.size()))
                : new TraceSet(name, steps));
      }
    }
    Path traces = directory.resolve(TRACES);
    return Files.exists(traces)
        ? Optional.of(new TraceSet(name, List.of(traces)))
        : Optional.empty();
  }

  private static FileTime began(Path provenance) throws IOException {
    return Files.getLastModifiedTime(provenance);
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.sorted().toList();
    }
  }

  private static Optional<String> step(Path file) {
    Matcher step = STEP.matcher(String.valueOf(file.getFileName()));
    return step.matches() ? Optional.of(step.group(1)) : Optional.empty();
  }

  /** A step's rollouts are called after stage and step, traces after their stage. */
  private static String nameOf(Path file) {
    Path whole = file.toAbsolutePath().normalize();
    String own = ENDING.matcher(String.valueOf(whole.getFileName())).replaceFirst("");
    Path folder = whole.getParent();
    if (folder == null || folder.getFileName() == null) {
      return own;
    }
    Path above = folder.getParent();
    if (step(whole).isPresent() && above != null && above.getFileName() != null) {
      return above.getFileName() + "@" + step(whole).orElseThrow();
    }
    return own.equals("traces") ? folder.getFileName().toString() : own;
  }

  /**
   * Gives the explanations in the order of the files.
   *
   * @throws IOException where a file cannot be read or a row is none, naming file and line
   */
  void read(Consumer<FoundTrace> each) throws IOException {
    for (Path file : files) {
      if (LINES.matcher(file.toString()).find()) {
        try (Stream<FoundTrace> rows = Jsonl.read(file, FoundTrace::of)) {
          rows.forEach(each);
        }
      } else {
        for (Problem problem : Problems.read(file)) {
          each.accept(
              FoundTrace.of(problem)
                  .orElseThrow(
                      () -> new IOException(file + ": " + problem.id() + " has no `trace`")));
        }
      }
    }
  }
}
