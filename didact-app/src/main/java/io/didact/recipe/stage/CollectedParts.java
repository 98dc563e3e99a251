package io.didact.recipe.stage;

import io.didact.algorithm.Grpo;
import io.didact.data.Trace;
import io.didact.distill.TeacherMetrics;
import io.didact.distill.TraceChoice;
import io.didact.distill.TraceCollector;
import io.didact.engine.GenerationListener;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.ScoredGroup;
import io.didact.run.AtomicFiles;
import io.didact.run.Checkpoints;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Traces in parts: each leaves its rollouts, its kept traces, and its metrics.
 *
 * @param log of a directory
 * @param choice which of a problem's traces are kept
 * @param collecting makes the traces of a part
 */
record CollectedParts(
    StageContext context, Function<Path, RolloutLog> log, TraceChoice choice, Collecting collecting)
    implements Parts.Work<TeacherMetrics> {

  /** Makes the traces of a part of the problems. */
  interface Collecting {
    TraceCollector.Collected collect(int part, int from, int to, GenerationListener listener);
  }

  /** What all parts came to, or nothing where a stop was asked for. */
  Optional<StageEnd> run(Parts<TeacherMetrics> parts) throws IOException {
    Optional<List<TeacherMetrics>> all = parts.run(this);
    return all.isEmpty() ? Optional.empty() : Optional.of(finish(all.get()));
  }

  @Override
  public Parts.Made<TeacherMetrics> make(int part, int from, int to, GenerationListener listener)
      throws IOException {
    TraceCollector.Collected collected = collecting.collect(part, from, to, listener);
    return new Parts.Made<>(
        collected.metrics(),
        next -> {
          log.apply(next.resolve(Checkpoints.ROLLOUTS))
              .write(part + 1, collected.groups(), advantages(collected.groups()));
          Trace.write(traces(next, part), choice.ofEach(collected.traces()).stream());
          AtomicFiles.writeText(
              Parts.file(next, part, ending()),
              JsonMapper.shared().writeValueAsString(collected.metrics()));
        });
  }

  /** What the completions would be worth to reinforcement learning as in the paper. */
  private static List<double[]> advantages(List<ScoredGroup> groups) {
    return groups.stream().map(group -> Grpo.paper().advantages(group.totals())).toList();
  }

  @Override
  public TeacherMetrics load(int part) throws IOException {
    Path file = Parts.file(context.directory(), part, ending());
    try {
      return JsonMapper.shared().readValue(AtomicFiles.readText(file), TeacherMetrics.class);
    } catch (JacksonException e) {
      throw new IOException(file + ": not a part's metrics: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public String ending() {
    return "json";
  }

  private static Path traces(Path directory, int part) {
    return Parts.file(directory, part, "traces.jsonl");
  }

  private StageEnd finish(List<TeacherMetrics> parts) throws IOException {
    List<Trace> kept = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      kept.addAll(Trace.readAll(traces(context.directory(), part)));
    }
    TeacherMetrics metrics = TeacherMetrics.of(parts);
    if (kept.isEmpty()) {
      throw new IOException(
          "stage %s: none of %d explanations was kept: %d of them are not whole. Look at sampling.maxNewTokens and cut"
              .formatted(
                  context.name(),
                  metrics.n(),
                  metrics.counts().getOrDefault(TeacherMetrics.DROPPED, 0L)));
    }
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("reward", metrics.reward());
    metrics.scores().forEach((symbol, mean) -> named.put(StepReport.SCORE + symbol, mean));
    named.put("length", metrics.length());
    named.put("repetition", metrics.repetition());
    named.put("closed", metrics.closed());
    named.put("tagged", metrics.tagged());
    named.put("sampled", (double) metrics.n());
    metrics.counts().forEach((name, count) -> named.put(name, (double) count));
    Double right = named.remove(TeacherMetrics.RIGHT);
    if (right != null) {
      named.put("correct", right / metrics.n());
    }
    named.put("kept", (double) kept.size());
    named.putAll(metrics.patterns().metrics());
    context.tellOfUndecided(metrics.patterns());
    return StageEnd.of(
        named, next -> Trace.write(next.resolve(StageContext.TRACES), kept.stream()));
  }
}
