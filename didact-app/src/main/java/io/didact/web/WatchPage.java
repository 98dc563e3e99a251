package io.didact.web;

import io.didact.recipe.TrainingCurves;
import io.didact.report.Chart;
import io.didact.report.LineChart;
import io.didact.report.LivePage;
import io.didact.report.Report;
import io.didact.report.Sample;
import io.didact.run.MetricsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What runs look like now: their stages, the metrics of training as charts, and the newest
 * completions. The charts are those of the final report; several runs are drawn over one another.
 *
 * @param runs directories of runs, or of single stages
 */
record WatchPage(List<Path> runs, Clock clock) {
  private static final int SECONDS = 2;
  private static final int SAMPLES = 4;

  String html() throws IOException {
    return new LivePage(report(), SECONDS).html();
  }

  private Report report() throws IOException {
    Instant now = clock.instant();
    List<Report.Table> tables = new ArrayList<>();
    Map<String, List<MetricsLog.Row>> rewards = new LinkedHashMap<>();
    Map<String, List<MetricsLog.Row>> losses = new LinkedHashMap<>();
    List<Sample> samples = new ArrayList<>();
    for (Path run : runs) {
      List<WatchedStage> stages = stages(run);
      List<List<String>> rows = new ArrayList<>();
      for (WatchedStage stage : stages) {
        rows.add(List.of(stage.name(), stage.state(now), stage.progress().orElse("")));
        String label = runs.size() == 1 ? stage.name() : run.getFileName() + " " + stage.name();
        if (has(stage, "reward")) {
          rewards.put(label, stage.rows());
        } else if (has(stage, "loss")) {
          losses.put(label, stage.rows());
        }
      }
      tables.add(new Report.Table(run.toString(), List.of("Stage", "state", "progress"), rows));
      samples.addAll(newest(stages));
    }
    List<Chart> charts = new ArrayList<>(new TrainingCurves(newest(rewards)).ofRewards());
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put("loss", "Loss per step of supervised fine-tuning");
    titles.put("evaluationLoss", "Loss on held-out examples");
    charts.addAll(new TrainingCurves(newest(losses)).charts(titles));
    return new Report(title(), "", tables, charts, samples, List.of("Read at " + now + "."));
  }

  private String title() {
    return "Watching " + (runs.size() == 1 ? runs.get(0).getFileName() : runs.size() + " runs");
  }

  private static boolean has(WatchedStage stage, String metric) {
    return stage.rows().stream().anyMatch(row -> row.values().containsKey(metric));
  }

  /** The last of many, as many as a chart can show. */
  private static Map<String, List<MetricsLog.Row>> newest(Map<String, List<MetricsLog.Row>> lines) {
    Map<String, List<MetricsLog.Row>> last = new LinkedHashMap<>();
    lines.entrySet().stream()
        .skip(Math.max(0, lines.size() - LineChart.MOST))
        .forEach(each -> last.put(each.getKey(), each.getValue()));
    return last;
  }

  /** Of the stage that wrote last and has any. */
  private static List<Sample> newest(List<WatchedStage> stages) throws IOException {
    List<WatchedStage> byTime = new ArrayList<>(stages);
    byTime.sort(Comparator.comparing(WatchedStage::wrote).reversed());
    for (WatchedStage stage : byTime) {
      List<Sample> samples = stage.newest(SAMPLES);
      if (!samples.isEmpty()) {
        return samples;
      }
    }
    return List.of();
  }

  /** In the order in which they began. */
  private static List<WatchedStage> stages(Path run) throws IOException {
    List<WatchedStage> stages = new ArrayList<>();
    if (WatchedStage.isStage(run)) {
      stages.add(WatchedStage.read(run));
    }
    if (Files.isDirectory(run)) {
      List<Path> directories;
      try (Stream<Path> children = Files.list(run)) {
        directories = children.filter(WatchedStage::isStage).toList();
      }
      for (Path directory : directories) {
        stages.add(WatchedStage.read(directory));
      }
    }
    stages.sort(Comparator.comparing(WatchedStage::began).thenComparing(WatchedStage::name));
    return stages;
  }

  /** What cannot be watched, and why. */
  Optional<String> problem() {
    return runs.stream()
        .filter(run -> !Files.isDirectory(run))
        .findFirst()
        .map(run -> "there is no directory " + run);
  }
}
