package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Findings;
import io.didact.data.Jsonl;
import io.didact.data.TagFormat;
import io.didact.data.Trace;
import io.didact.distill.TraceSelection;
import io.didact.recipe.model.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Chooses among traces that are there already, of one set or of several merged by problem.
 *
 * @param from name of a set → where its traces are
 * @param by what puts a problem's traces in order
 * @param ranks places in that order that are kept, 1 is the first; empty for all
 * @param closed whether traces that were cut at the limit are left out first
 * @param maxTokens longest thought that takes part; 0 for no limit
 */
public record SelectStage(
    Map<String, Source> from,
    TraceSelection.By by,
    List<Integer> ranks,
    boolean closed,
    int maxTokens,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {
  public SelectStage {
    new Rules()
        .require(!from.isEmpty(), "from", "must name at least one set of traces")
        .valid(() -> new TraceSelection(by, ranks, closed, maxTokens, 0))
        .done();
  }

  static SelectStage defaults(Map<String, Source> from) {
    return new SelectStage(
        from, TraceSelection.By.REWARD, List.of(1), false, 0, Optional.empty(), Optional.empty());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException where nothing is kept, or a trace has no reward and the order asks for one
   */
  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    Map<String, List<Trace>> sets = new LinkedHashMap<>();
    for (Map.Entry<String, Source> set : from.entrySet()) {
      sets.put(set.getKey(), set.getValue().traces(context));
    }
    List<TraceSelection.Kept> kept;
    try {
      kept = new TraceSelection(by, ranks, closed, maxTokens, context.seed()).of(sets);
    } catch (IllegalArgumentException e) {
      throw new IOException("stage " + context.name() + ": " + e.getMessage(), e);
    }
    int offered = sets.values().stream().mapToInt(List::size).sum();
    if (kept.isEmpty()) {
      throw new IOException(
          "stage %s: none of %d traces is kept; look at ranks, closed and maxTokens"
              .formatted(context.name(), offered));
    }
    return Optional.of(
        StageEnd.of(
            metrics(kept, offered),
            next ->
                Jsonl.write(
                    next.resolve(StageContext.TRACES),
                    kept.stream(),
                    each ->
                        each.trace()
                            .toRow()
                            .put("from", each.set())
                            .put(
                                "why",
                                "rank %d of %d by %s".formatted(each.rank(), each.of(), word())))));
  }

  /** It asks no model. Of each problem the named ranks are kept, where it has so many traces. */
  @Override
  public Work work(Forecast forecast) throws IOException {
    double problems = 0;
    double rows = 0;
    double tokens = 0;
    Optional<Material> any = Optional.empty();
    for (Source set : from.values()) {
      int longest = maxTokens == 0 ? SamplingSettings.defaults().maxNewTokens() : maxTokens;
      Material material = forecast.material(set, longest);
      problems = Math.max(problems, material.problems());
      rows += material.rows();
      tokens += material.rows() * material.thought();
      any = Optional.of(material);
    }
    double kept = ranks.isEmpty() ? rows : Math.min(rows, problems * ranks.size());
    double mean = tokens / rows;
    return new Work(List.of(), any.map(material -> material.with(kept, mean)));
  }

  private static Map<String, Double> metrics(List<TraceSelection.Kept> kept, int offered) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    OptionalDouble reward =
        kept.stream()
            .map(each -> each.trace().reward())
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .average();
    reward.ifPresent(mean -> metrics.put("reward", mean));
    metrics.put(
        "length",
        kept.stream().mapToInt(each -> each.trace().think().size()).average().orElseThrow());
    metrics.put(
        "problems",
        (double) kept.stream().map(each -> each.trace().problem().id()).distinct().count());
    metrics.put("offered", (double) offered);
    metrics.put("kept", (double) kept.size());
    return metrics;
  }

  private String word() {
    return by.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** It encodes nothing: traces are kept as they are. */
  @Override
  public TagFormat tags() {
    return TagFormat.stratos();
  }

  @Override
  public boolean usesTags() {
    return false;
  }

  @Override
  public Map<String, Object> templateVariables() {
    return Map.of();
  }

  @Override
  public Map<String, ModelRef> models() {
    return Map.of();
  }

  @Override
  public Map<String, Source> sources() {
    Map<String, Source> sources = new LinkedHashMap<>();
    from.forEach((name, source) -> sources.put("from." + name, source));
    return sources;
  }

  /** A problem may have several traces. */
  @Override
  public Findings look(Source source, SourceContext context) throws IOException {
    source.read(context, RowKind.TRACE);
    return new Findings();
  }

  @Override
  public boolean trains() {
    return false;
  }

  @Override
  public boolean leavesTraces() {
    return true;
  }
}
