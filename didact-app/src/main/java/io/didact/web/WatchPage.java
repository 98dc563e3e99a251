package io.didact.web;

import io.didact.recipe.TrainingCurves;
import io.didact.recipe.inspection.Inspection;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What runs look like now: their stages as a graph, the metrics of training as charts, and the
 * newest completions. The charts are those of the final report; several runs are drawn over one
 * another.
 *
 * @param runs directories of runs, or of single stages
 */
record WatchPage(List<Path> runs, Clock clock) {
  private static final int SECONDS = 2;
  private static final int SAMPLES = 4;

  /**
   * The page.
   *
   * @param only the stage to look at, in all runs; none for all stages
   */
  String html(Optional<String> only) throws IOException {
    List<WatchedRun> read = new ArrayList<>();
    for (Path run : runs) {
      read.add(WatchedRun.read(run));
    }
    return new Look(read, this::traces, only, clock.instant()).page().html();
  }

  /** The page of a run's explanations, by the run's place; where it has one. */
  Optional<Path> traces(int run) {
    return run < runs.size()
        ? Optional.of(runs.get(run).resolve(Inspection.FILE)).filter(Files::isRegularFile)
        : Optional.empty();
  }

  /** What cannot be watched, and why. */
  Optional<String> problem() {
    return runs.stream()
        .filter(run -> !Files.isDirectory(run))
        .findFirst()
        .map(run -> "there is no directory " + run);
  }

  /** All runs at one moment. */
  private static final class Look {
    private final List<WatchedRun> runs;
    private final IntFunction<Optional<Path>> traces;
    private final Optional<String> only;
    private final Instant now;
    private final List<String> notes = new ArrayList<>();

    Look(
        List<WatchedRun> runs,
        IntFunction<Optional<Path>> traces,
        Optional<String> only,
        Instant now) {
      this.runs = runs;
      this.traces = traces;
      this.only = only;
      this.now = now;
    }

    LivePage page() throws IOException {
      WatchedRun.Paces paces = new WatchedRun.Paces(runs);
      List<LivePage.Run> heads = new ArrayList<>();
      for (WatchedRun run : runs) {
        heads.add(
            new LivePage.Run(
                run.directory().toString(), run.sentence(paces, now), run.graph(paces, now)));
      }
      List<Chart> charts = charts();
      notes.add("Read at " + now + ".");
      Report report =
          new Report(
              title(),
              only.map(stage -> "Stage " + stage + " alone.").orElse(""),
              tables(),
              charts,
              samples(),
              notes,
              links());
      return new LivePage(report, heads, only, SECONDS);
    }

    private List<Report.Link> links() {
      List<Report.Link> links = new ArrayList<>();
      only.ifPresent(stage -> links.add(new Report.Link("All stages", "./")));
      for (int i = 0; i < runs.size(); i++) {
        if (traces.apply(i).isPresent()) {
          links.add(
              new Report.Link(
                  "The explanations%s, token by token"
                      .formatted(runs.size() == 1 ? "" : " of " + name(runs.get(i))),
                  WatchServer.TRACES + i));
        }
      }
      return links;
    }

    private String title() {
      return "Watching " + (runs.size() == 1 ? runs.get(0).name() : runs.size() + " runs");
    }

    private boolean isShown(WatchedStage stage) {
      return only.filter(name -> !name.equals(stage.name())).isEmpty();
    }

    /** How a run is called: by its last name, where that is its own. */
    private String name(WatchedRun run) {
      long same = runs.stream().filter(each -> each.name().equals(run.name())).count();
      return same == 1 ? run.name() : run.directory().toString();
    }

    private String label(WatchedRun run, WatchedStage stage) {
      return runs.size() == 1
          ? stage.name()
          : only.isPresent() ? name(run) : name(run) + " " + stage.name();
    }

    /** What the graph has no room for: of stages that are not done, and of the chosen one. */
    private List<Report.Table> tables() {
      List<Report.Table> tables = new ArrayList<>();
      for (WatchedRun run : runs) {
        List<List<String>> rows = new ArrayList<>();
        for (WatchedStage stage : run.begun()) {
          if (isShown(stage) && (only.isPresent() || !stage.finished())) {
            rows.add(
                List.of(
                    stage.name(),
                    stage.failure().map(why -> "failed: " + why).orElse(stage.words(now))));
            if (only.isPresent()) {
              stage
                  .metrics()
                  .forEach(
                      (metric, value) ->
                          rows.add(List.of(metric, String.format(Locale.ROOT, "%.4g", value))));
            }
          }
        }
        if (!rows.isEmpty()) {
          tables.add(new Report.Table(name(run), List.of("Stage", "state"), rows));
        }
      }
      return tables;
    }

    private List<Chart> charts() {
      Map<String, List<MetricsLog.Row>> rewards = new LinkedHashMap<>();
      Map<String, List<MetricsLog.Row>> losses = new LinkedHashMap<>();
      for (WatchedRun run : runs) {
        for (WatchedStage stage : run.begun()) {
          if (isShown(stage) && has(stage, "reward")) {
            rewards.put(label(run, stage), stage.rows());
          } else if (isShown(stage) && has(stage, "loss")) {
            losses.put(label(run, stage), stage.rows());
          }
        }
      }
      List<Chart> charts = new ArrayList<>(new TrainingCurves(newest(rewards)).ofRewards());
      Map<String, String> titles = new LinkedHashMap<>();
      titles.put("loss", "Loss per step of supervised fine-tuning");
      titles.put("evaluationLoss", "Loss on held-out examples");
      charts.addAll(new TrainingCurves(newest(losses)).charts(titles));
      return charts;
    }

    private static boolean has(WatchedStage stage, String metric) {
      return stage.rows().stream().anyMatch(row -> row.values().containsKey(metric));
    }

    /** The last of many, as many as a chart can show; the others are named. */
    private Map<String, List<MetricsLog.Row>> newest(Map<String, List<MetricsLog.Row>> lines) {
      int more = Math.max(0, lines.size() - LineChart.MOST);
      if (more > 0) {
        notes.add(
            "Charts have the last %d of %d stages; a click on a stage shows its own. Without: %s."
                .formatted(
                    LineChart.MOST,
                    lines.size(),
                    String.join(", ", lines.keySet().stream().limit(more).toList())));
      }
      Map<String, List<MetricsLog.Row>> last = new LinkedHashMap<>();
      lines.entrySet().stream()
          .skip(more)
          .forEach(each -> last.put(each.getKey(), each.getValue()));
      return last;
    }

    /** Of each run those of the stage that wrote last and has any. */
    private List<Sample> samples() throws IOException {
      List<Sample> all = new ArrayList<>();
      for (WatchedRun run : runs) {
        List<WatchedStage> byTime = new ArrayList<>(run.begun());
        byTime.removeIf(stage -> !isShown(stage));
        byTime.sort(Comparator.comparing(WatchedStage::wrote).reversed());
        for (WatchedStage stage : byTime) {
          List<Sample> samples = stage.newest(SAMPLES, label(run, stage));
          if (!samples.isEmpty()) {
            all.addAll(samples);
            break;
          }
        }
      }
      return all;
    }
  }
}
