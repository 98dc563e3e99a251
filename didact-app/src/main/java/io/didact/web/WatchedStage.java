package io.didact.web;

import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.recipe.evaluation.StageResult;
import io.didact.report.Sample;
import io.didact.run.Checkpoints;
import io.didact.run.MetricsLog;
import io.didact.run.Provenance;
import java.io.IOException;
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
import java.util.OptionalLong;
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
 * @param rows of its metrics; none where it trains nothing
 * @param totalSteps where its settings say
 */
record WatchedStage(
    String name,
    Path directory,
    Instant began,
    Instant wrote,
    boolean finished,
    List<MetricsLog.Row> rows,
    OptionalLong totalSteps) {
  private static final Pattern STEPS = Pattern.compile("(?m)^steps: (\\d{1,9})$");
  private static final String STEP = "step-";

  static boolean isStage(Path directory) {
    return Files.isRegularFile(directory.resolve(Provenance.FILE));
  }

  static WatchedStage read(Path directory) throws IOException {
    Path metrics = directory.resolve(Checkpoints.METRICS);
    Instant began = Files.getLastModifiedTime(directory.resolve(Provenance.FILE)).toInstant();
    Instant wrote = began;
    for (String file :
        List.of(Checkpoints.METRICS, "parts", "result.json", "parts/unfinished.jsonl")) {
      Path path = directory.resolve(file);
      if (Files.exists(path)) {
        Instant at = Files.getLastModifiedTime(path).toInstant();
        wrote = at.isAfter(wrote) ? at : wrote;
      }
    }
    Path config = directory.resolve("config.yaml");
    Matcher steps = STEPS.matcher(Files.exists(config) ? Files.readString(config) : "");
    return new WatchedStage(
        directory.getFileName().toString(),
        directory,
        began,
        wrote,
        Files.exists(directory.resolve("result.json")),
        Files.exists(metrics) ? MetricsLog.read(metrics) : List.of(),
        steps.find() ? OptionalLong.of(Long.parseLong(steps.group(1))) : OptionalLong.empty());
  }

  /** Steps done. */
  long step() {
    return rows.isEmpty() ? 0 : rows.get(rows.size() - 1).step();
  }

  /** What it has come to, in words. */
  String state(Instant now) {
    if (finished) {
      return metrics();
    }
    String quiet = words(Duration.between(wrote, now));
    return (rows.isEmpty() ? "begun" : "step " + step()) + ", last written " + quiet + " ago";
  }

  private String metrics() {
    try {
      Map<String, Double> metrics = StageResult.read(directory).metrics();
      Double accuracy = metrics.get("accuracy");
      Double reward = metrics.get("reward");
      return accuracy != null
          ? "finished, accuracy %.3f".formatted(accuracy)
          : reward != null ? "finished, reward %.3f".formatted(reward) : "finished";
    } catch (IOException e) {
      return "finished";
    }
  }

  /** How far it is, as a part and in words; nothing where that cannot be known. */
  Optional<String> progress() {
    if (finished || totalSteps.isEmpty() || rows.isEmpty()) {
      return Optional.empty();
    }
    long left = totalSteps.getAsLong() - step();
    double seconds = Duration.between(began, wrote).toMillis() / 1000.0;
    Duration remaining = Duration.ofSeconds((long) (seconds / Math.max(1, rows.size()) * left));
    return Optional.of(
        "%d of %d steps, about %s left"
            .formatted(step(), totalSteps.getAsLong(), words(remaining)));
  }

  /** The first completions of the newest step. */
  List<Sample> newest(int most) throws IOException {
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
      try (Stream<Sample> rows = Jsonl.read(file.get(), this::sample)) {
        rows.limit(most).forEach(samples::add);
      }
    }
    return samples;
  }

  private Sample sample(JsonlRow row) {
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
                name,
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
