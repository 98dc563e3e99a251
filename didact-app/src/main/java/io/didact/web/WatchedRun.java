package io.didact.web;

import io.didact.recipe.RunStages;
import io.didact.report.StageGraph;
import io.didact.report.StageGraph.State;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run, or a single stage, as it is at one moment.
 *
 * @param directory of it
 * @param begun the stages that have begun, the first first
 * @param planned all its stages in the order in which they run, where it has written them down
 */
record WatchedRun(Path directory, List<WatchedStage> begun, List<RunStages.Planned> planned) {

  static WatchedRun read(Path run) throws IOException {
    Optional<RunStages> plan = RunStages.read(run);
    List<Path> directories = new ArrayList<>();
    if (plan.isPresent()) {
      plan.get()
          .stages()
          .forEach(each -> directories.add(run.resolve(each.directory()).normalize()));
    } else {
      directories.add(run);
      try (Stream<Path> children = Files.list(run)) {
        directories.addAll(children.toList());
      }
    }
    List<WatchedStage> begun = new ArrayList<>();
    for (Path each : directories) {
      if (WatchedStage.isStage(each)) {
        begun.add(WatchedStage.read(each));
      }
    }
    begun.sort(Comparator.comparing(WatchedStage::began).thenComparing(WatchedStage::name));
    return new WatchedRun(run, List.copyOf(begun), plan.map(RunStages::stages).orElse(List.of()));
  }

  /** Its last name. */
  String name() {
    return String.valueOf(directory.getFileName());
  }

  /** The stage at work, and the others that have begun, by their directories. */
  private Optional<WatchedStage> begun(RunStages.Planned stage) {
    Path its = directory.resolve(stage.directory()).normalize();
    return begun.stream().filter(each -> each.directory().equals(its)).findFirst();
  }

  /** In a sentence: how far it is, and how much there is still to do. */
  String sentence(Paces paces, Instant now) {
    long done = begun.stream().filter(WatchedStage::finished).count();
    int all = planned.isEmpty() ? begun.size() : planned.size();
    StringBuilder text = new StringBuilder();
    text.append("%d of %d stage%s done".formatted(done, all, all == 1 ? "" : "s"));
    for (State state : List.of(State.FAILED, State.RUNNING, State.STOPPED)) {
      List<String> names =
          begun.stream().filter(each -> each.state() == state).map(WatchedStage::name).toList();
      if (!names.isEmpty()) {
        text.append("; %s: %s".formatted(state.word(), String.join(", ", names)));
      }
    }
    left(paces, now).ifPresent(words -> text.append("; ").append(words));
    return text.append('.').toString();
  }

  /** Work that is left, where any is going on. */
  private Optional<String> left(Paces paces, Instant now) {
    if (begun.stream().noneMatch(each -> each.state() == State.RUNNING)) {
      return Optional.empty();
    }
    Duration known = Duration.ZERO;
    int unknown = 0;
    for (WatchedStage stage : begun) {
      if (!stage.finished()) {
        Optional<Duration> left = paces.left(stage, now);
        known = known.plus(left.orElse(Duration.ZERO));
        unknown += left.isEmpty() ? 1 : 0;
      }
    }
    for (RunStages.Planned stage : planned) {
      if (begun(stage).isEmpty()) {
        Optional<Duration> whole = paces.whole(stage.name(), stage.type());
        known = known.plus(whole.orElse(Duration.ZERO));
        unknown += whole.isEmpty() ? 1 : 0;
      }
    }
    if (unknown > 0 && known.isZero()) {
      return Optional.empty();
    }
    String words = "about " + WatchedStage.words(known) + " of work left";
    return Optional.of(
        unknown == 0 ? words : words + ", and %d stages of unknown length".formatted(unknown));
  }

  /** Its stages as boxes. */
  StageGraph graph(Paces paces, Instant now) {
    List<StageGraph.Node> nodes = new ArrayList<>();
    if (planned.isEmpty()) {
      begun.forEach(stage -> nodes.add(node(stage, List.of(), paces, now)));
    }
    for (RunStages.Planned stage : planned) {
      nodes.add(
          begun(stage)
              .map(found -> node(found, stage.after(), paces, now))
              .orElseGet(
                  () ->
                      new StageGraph.Node(
                          stage.name(),
                          State.WAITING,
                          stage.type() + ", waiting",
                          stage.type() + ", waiting",
                          0,
                          stage.after(),
                          link(stage.name()))));
    }
    return new StageGraph("stages of " + directory, nodes);
  }

  private static StageGraph.Node node(
      WatchedStage stage, List<String> after, Paces paces, Instant now) {
    String note =
        switch (stage.state()) {
          case DONE -> stage.outcome();
          case FAILED, STOPPED -> stage.state().word() + stage.at(" at ");
          default ->
              Stream.concat(
                      Stream.of(stage.at("")).filter(at -> !at.isEmpty()),
                      paces
                          .left(stage, now)
                          .map(left -> WatchedStage.words(left) + " left")
                          .stream())
                  .reduce((at, left) -> at + " · " + left)
                  .orElse("running");
        };
    String hint = stage.failure().isEmpty() ? stage.words(now) : "failed: " + stage.failure().get();
    return new StageGraph.Node(
        stage.name(), stage.state(), note, hint, stage.part(), after, link(stage.name()));
  }

  private static String link(String stage) {
    return "?stage=" + URLEncoder.encode(stage, StandardCharsets.UTF_8) + "#charts";
  }

  /** How long stages take, by those of the watched runs that are finished. */
  static final class Paces {
    private final Map<String, List<Double>> byName = new LinkedHashMap<>();
    private final Map<String, List<Double>> byType = new LinkedHashMap<>();

    Paces(List<WatchedRun> runs) {
      for (WatchedRun run : runs) {
        for (WatchedStage stage : run.begun()) {
          stage
              .seconds()
              .ifPresent(
                  seconds -> {
                    byName.computeIfAbsent(stage.name(), any -> new ArrayList<>()).add(seconds);
                    byType.computeIfAbsent(stage.type(), any -> new ArrayList<>()).add(seconds);
                  });
        }
      }
    }

    /** Of a stage that has not begun: as long as those of its name, or else of its type. */
    Optional<Duration> whole(String name, String type) {
      return Optional.ofNullable(byName.getOrDefault(name, byType.get(type)))
          .map(all -> all.stream().mapToDouble(Double::doubleValue).average().orElse(0))
          .map(seconds -> Duration.ofMillis((long) (1000 * seconds)));
    }

    /** Of one that has begun: by its steps, or as long as others took. */
    Optional<Duration> left(WatchedStage stage, Instant now) {
      return stage
          .left()
          .or(
              () ->
                  whole(stage.name(), stage.type())
                      .map(whole -> whole.minus(Duration.between(stage.began(), now)))
                      .filter(left -> !left.isNegative()));
    }
  }
}
