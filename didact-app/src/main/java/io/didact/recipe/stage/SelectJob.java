package io.didact.recipe.stage;

import io.didact.algorithm.RankSurprisal;
import io.didact.data.Jsonl;
import io.didact.data.Repetition;
import io.didact.data.StudentFormat;
import io.didact.data.Trace;
import io.didact.distill.StudentMeasure;
import io.didact.distill.TraceSelection;
import io.didact.engine.Scorer;
import io.didact.recipe.model.LoadedModel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/** Choosing among traces as a stage. */
record SelectJob(StageContext context, SelectStage stage) {

  StageEnd run(Map<String, List<Trace>> sets) throws IOException {
    TraceSelection.Selected selected;
    try {
      selected = select(sets);
    } catch (IllegalArgumentException e) {
      throw new IOException("stage " + context.name() + ": " + e.getMessage(), e);
    }
    int offered = sets.values().stream().mapToInt(List::size).sum();
    if (selected.kept().isEmpty()) {
      throw new IOException(
          "stage %s: none of %d traces is kept; look at ranks, closed, correct and maxTokens"
              .formatted(context.name(), offered));
    }
    if (selected.missing() > 0) {
      context
          .listener()
          .onMessage(
              "%s: problems have fewer traces than `ranks` asks for: %d places are not filled"
                  .formatted(context.name(), selected.missing()));
    }
    Map<String, Double> metrics = metrics(selected.kept());
    metrics.put("missing", (double) selected.missing());
    metrics.put("offered", (double) offered);
    metrics.put("kept", (double) selected.kept().size());
    for (String set : sets.keySet()) {
      metrics.put(
          "kept/" + set,
          (double) selected.kept().stream().filter(each -> each.set().equals(set)).count());
    }
    return StageEnd.of(
        metrics,
        next ->
            Jsonl.write(next.resolve(StageContext.TRACES), selected.kept().stream(), this::row));
  }

  private TraceSelection.Selected select(Map<String, List<Trace>> sets) throws IOException {
    TraceSelection selection = stage.selection(context.seed());
    if (!stage.by().asksStudent()) {
      return selection.of(sets);
    }
    try (LoadedModel model = context.load(stage.student().orElseThrow());
        Scorer scorer = model.scorer(context.workers(), context.machine().tokensPerMicroBatch())) {
      StudentFormat format = new StudentFormat(model.joined(stage.tags()), model.tokenizer());
      return selection.of(sets, new StudentMeasure(format, scorer)::of);
    }
  }

  /** The trace, where it came from, and why it was kept. */
  private ObjectNode row(TraceSelection.Kept each) {
    String why = "rank %d of %d by %s".formatted(each.rank(), each.of(), word());
    ObjectNode row =
        each.trace()
            .toRow()
            .put("from", each.set())
            .put(
                "why",
                each.value()
                    .map(value -> why + String.format(Locale.ROOT, ", %.6g", value))
                    .orElse(why))
            .put("rank", each.rank())
            .put("of", each.of());
    each.student()
        .filter(student -> Double.isFinite(student.logProb()))
        .ifPresent(student -> row.put("logProb", student.logProb()));
    each.student()
        .filter(student -> Double.isFinite(student.ratio()))
        .ifPresent(student -> row.put("rsr", student.ratio()));
    return row;
  }

  /** Means over what was kept, of what all of it has. */
  private static Map<String, Double> metrics(List<TraceSelection.Kept> kept) {
    List<Trace> traces = kept.stream().map(TraceSelection.Kept::trace).toList();
    Map<String, Double> metrics = new LinkedHashMap<>();
    OptionalDouble reward =
        traces.stream()
            .map(Trace::reward)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .average();
    reward.ifPresent(mean -> metrics.put("reward", mean));
    if (traces.stream().noneMatch(Trace::hasTextAlone)) {
      metrics.put(
          "length", traces.stream().mapToInt(each -> each.think().size()).average().orElseThrow());
      metrics.put(
          "repetition",
          traces.stream().map(Trace::think).mapToDouble(Repetition::of).average().orElseThrow());
    }
    metrics.put("closed", share(traces.stream().filter(Trace::closed).count(), traces));
    if (traces.stream().allMatch(each -> each.correct().isPresent())) {
      metrics.put(
          "correct",
          share(traces.stream().filter(each -> each.correct().orElseThrow()).count(), traces));
    }
    List<RankSurprisal> student =
        kept.stream()
            .flatMap(each -> each.student().stream())
            .filter(each -> Double.isFinite(each.logProb())) // an empty thought has none
            .toList();
    if (!student.isEmpty()) {
      metrics.put(
          "logProb", student.stream().mapToDouble(RankSurprisal::logProb).average().orElseThrow());
      metrics.put("rsr", RankSurprisal.ratio(student));
    }
    metrics.put(
        "problems", (double) traces.stream().map(each -> each.problem().id()).distinct().count());
    return metrics;
  }

  private static double share(long count, List<Trace> all) {
    return (double) count / all.size();
  }

  private String word() {
    return stage.by().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
