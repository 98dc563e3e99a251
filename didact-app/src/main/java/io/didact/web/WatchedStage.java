package io.didact.web;

import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.recipe.StageFailure;
import io.didact.recipe.evaluation.StageResult;
import io.didact.recipe.stage.PlannedSamples;
import io.didact.report.Sample;
import io.didact.report.StageGraph.State;
import io.didact.run.Checkpoints;
import io.didact.run.MetricsLog;
import io.didact.run.Provenance;
import io.didact.run.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A stage's directory as it is at one moment. It is read while a run writes into it: what is half
 * there is left for the next look.
 *
 * @param name of the stage
 * @param began when its directory was made this stage's
 * @param wrote when it last wrote anything
 * @param working whether a process of this machine is at work in it
 * @param seconds that it took, where it is finished
 * @param failure why it failed when it was last at work
 * @param type of the stage
 * @param rows of its metrics; none where it trains nothing
 * @param done steps or samples
 * @param all of these that there will be; 0 where that is not known
 */
record WatchedStage(
    String name,
    Path directory,
    Instant began,
    Instant wrote,
    boolean finished,
    boolean working,
    Optional<Double> seconds,
    Optional<String> failure,
    String type,
    List<MetricsLog.Row> rows,
    long done,
    long all) {
  private static final Pattern STEPS = Pattern.compile("(?m)^steps: (\\d{1,9})$");
  private static final Pattern TYPE = Pattern.compile("(?m)^# Stage \\S+, type ([a-z-]{1,30}):");
  private static final Pattern PART = Pattern.compile("part-(\\d+)\\.(?:json|samples\\.jsonl)");
  private static final String PARTS = "parts";
  private static final String UNFINISHED = "unfinished.jsonl";

  /** More of what is unfinished is not counted at every look. */
  private static final long MOST_BYTES = 32L << 20;

  private static final String STEP = "step-";
  private static final Pattern NUMBER = Pattern.compile(STEP + "0*(\\d+)");

  static boolean isStage(Path directory) {
    return Files.isRegularFile(directory.resolve(Provenance.FILE));
  }

  static WatchedStage read(Path directory) throws IOException {
    Path metrics = directory.resolve(Checkpoints.METRICS);
    Instant began = Files.getLastModifiedTime(directory.resolve(Provenance.FILE)).toInstant();
    Instant wrote = began;
    for (String file :
        List.of(Checkpoints.METRICS, PARTS, StageResult.FILE, PARTS + "/" + UNFINISHED)) {
      Path path = directory.resolve(file);
      if (Files.exists(path)) {
        Instant at = Files.getLastModifiedTime(path).toInstant();
        wrote = at.isAfter(wrote) ? at : wrote;
      }
    }
    Path config = directory.resolve("config.yaml");
    String settings = Files.exists(config) ? Files.readString(config) : "";
    Matcher steps = STEPS.matcher(settings);
    Matcher type = TYPE.matcher(settings);
    boolean finished = Files.exists(directory.resolve(StageResult.FILE));
    List<MetricsLog.Row> rows = Files.exists(metrics) ? MetricsLog.read(metrics) : List.of();
    Optional<PlannedSamples> samples = PlannedSamples.read(directory);
    return new WatchedStage(
        directory.getFileName().toString(),
        directory,
        began,
        wrote,
        finished,
        !finished && RunLock.seemsHeld(directory),
        finished ? Optional.of(StageResult.read(directory).seconds()) : Optional.empty(),
        finished ? Optional.empty() : StageFailure.read(directory),
        type.find() ? type.group(1) : "",
        rows,
        samples.isPresent()
            ? sampled(directory.resolve(PARTS), samples.get())
            : rows.isEmpty() ? 0 : rows.get(rows.size() - 1).step(),
        samples.map(PlannedSamples::all).orElse(steps.find() ? Long.parseLong(steps.group(1)) : 0));
  }

  /** Samples of the parts that are there, and those that are finished of the part in flight. */
  private static long sampled(Path parts, PlannedSamples planned) throws IOException {
    if (!Files.isDirectory(parts)) {
      return 0;
    }
    long whole;
    try (Stream<Path> files = Files.list(parts)) {
      whole =
          files
              .map(file -> PART.matcher(file.getFileName().toString()))
              .filter(Matcher::matches)
              .map(part -> part.group(1))
              .distinct()
              .count();
    }
    Path unfinished = parts.resolve(UNFINISHED);
    long lines = 0;
    if (Files.exists(unfinished) && Files.size(unfinished) <= MOST_BYTES) {
      for (byte each : Files.readAllBytes(unfinished)) {
        lines += each == '\n' ? 1 : 0;
      }
    }
    return Math.min(planned.all(), planned.of(whole) + lines);
  }

  State state() {
    return finished
        ? State.DONE
        : working ? State.RUNNING : failure.isPresent() ? State.FAILED : State.STOPPED;
  }

  /** What it has come to, in words. */
  String words(Instant now) {
    return finished
        ? "finished, " + outcome()
        : state().word()
            + at(" at ")
            + ", last written "
            + words(Duration.between(wrote, now))
            + " ago";
  }

  /** The one metric of a finished stage that tells most, and how long it took. */
  String outcome() {
    Map<String, Double> metrics = metrics();
    String took = seconds.map(each -> words(Duration.ofSeconds(Math.round(each)))).orElse("");
    return Stream.of("accuracy", "reward", "kept")
        .filter(metrics::containsKey)
        .findFirst()
        .map(name -> format("%s %.3f, ", name, metrics.getOrDefault(name, Double.NaN)))
        .orElse("")
        .concat(took);
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values).replace('-', '−');
  }

  /** Of its result; none where it is not finished. */
  Map<String, Double> metrics() {
    try {
      return finished ? StageResult.read(directory).metrics() : Map.of();
    } catch (IOException e) {
      return Map.of(); // half there: the next look has it
    }
  }

  /** Such as {@code step 12 of 60}, with something before it; empty where nothing is counted. */
  String at(String before) {
    return done == 0 && all == 0
        ? ""
        : before + (rows.isEmpty() ? "sample " : "step ") + done + (all > 0 ? " of " + all : "");
  }

  /** The part that is done, in [0, 1]; 0 where that cannot be known. */
  double part() {
    return finished || all == 0 ? 0 : (double) done / all;
  }

  /** Time for what is left, as fast as what was before; nothing where that is not known. */
  Optional<Duration> left() {
    if (finished || all == 0 || done == 0) {
      return Optional.empty();
    }
    double seconds = Duration.between(began, wrote).toMillis() / 1000.0;
    return Optional.of(Duration.ofSeconds((long) (seconds / done * Math.max(0, all - done))));
  }

  /** The first completions of the newest step. */
  List<Sample> newest(int most, String label) throws IOException {
    Path rollouts = directory.resolve(Checkpoints.ROLLOUTS);
    if (!Files.isDirectory(rollouts)) {
      return List.of();
    }
    Optional<Path> file;
    try (Stream<Path> files = Files.list(rollouts)) {
      file =
          files
              .filter(each -> each.getFileName().toString().startsWith(STEP))
              .max(Comparator.naturalOrder());
    }
    List<Sample> samples = new ArrayList<>();
    if (file.isPresent()) {
      try (Stream<Sample> rows =
          Jsonl.read(file.get(), row -> sample(row, label + ", " + step(file.get())))) {
        rows.limit(most).forEach(samples::add);
      }
    }
    return samples;
  }

  /** Such as {@code step 12}. */
  private static String step(Path file) {
    Matcher number = NUMBER.matcher(file.getFileName().toString());
    return number.find() ? "step " + number.group(1) : "";
  }

  private static Sample sample(JsonlRow row, String label) {
    Map<String, Double> scores = new LinkedHashMap<>();
    row.fields()
        .path("scores")
        .properties()
        .forEach(each -> scores.put(each.getKey(), each.getValue().asDouble()));
    return new Sample(
        row.string("question"),
        row.string("solution"),
        List.of(
            new Sample.Explained(
                label,
                row.string("text"),
                row.optionalNumber("reward").orElse(Double.NaN),
                scores)));
  }

  /** Such as {@code 1 h 5 min}, {@code 3 min}, {@code 12 s}. */
  static String words(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    return seconds >= 3600
        ? seconds / 3600 + " h " + seconds / 60 % 60 + " min"
        : seconds >= 60 ? seconds / 60 + " min" : seconds + " s";
  }
}
