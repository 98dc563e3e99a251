package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Dataset;
import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.Trace;
import io.didact.distill.StudentMeasure;
import io.didact.distill.TraceSelection;
import io.didact.engine.Scorer;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses among traces that are there already, of one set or of several merged by problem.
 *
 * @param from name of a set → where its traces are
 * @param by what puts a problem's traces in order
 * @param student who is asked about the traces, where the order is its
 * @param ranks places in that order that are kept: 1 is the first, −1 the last; empty for all
 * @param closed whether traces that were cut at the limit are left out first
 * @param correct whether traces without a right answer are left out first
 * @param maxTokens longest thought that takes part; 0 for no limit
 * @param format the tags in which the student sees a trace
 */
public record SelectStage(
    Map<String, Source> from,
    TraceSelection.By by,
    Optional<ModelRef> student,
    List<Integer> ranks,
    boolean closed,
    boolean correct,
    int maxTokens,
    TagFormat format,
    Map<String, Object> templateVariables,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {
  public SelectStage {
    new Rules()
        .require(!from.isEmpty(), "from", "must name at least one set of traces")
        .valid(() -> new TraceSelection(by, ranks, closed, correct, maxTokens, 0))
        .done();
  }

  static SelectStage defaults(Map<String, Source> from) {
    return new SelectStage(
        from,
        TraceSelection.By.REWARD,
        Optional.empty(),
        List.of(1),
        false,
        false,
        0,
        TagFormat.stratos(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Rules whole() {
    return new Rules()
        .require(
            !by.asksStudent() || student.isPresent(),
            "student",
            "must be given: the order is a student's");
  }

  @Override
  public Rules idle() {
    return new Rules()
        .idle(!by.asksStudent(), "student", "the order asks no student")
        .idle(!by.asksStudent(), "format", "the order asks no student");
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException where nothing is kept, the sets are of different problems, or a trace lacks
   *     what is asked for
   */
  @Override
  public boolean isForAllRanks() {
    return false;
  }

  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    Map<String, List<Trace>> sets = new LinkedHashMap<>();
    for (Map.Entry<String, Source> set : from.entrySet()) {
      sets.put(set.getKey(), set.getValue().traces(context).items());
    }
    return Optional.of(new SelectJob(context, this).run(sets));
  }

  TraceSelection selection(long draws) {
    return new TraceSelection(by, ranks, closed, correct, maxTokens, draws);
  }

  /** Of each problem the named ranks are kept, where it has so many traces. */
  @Override
  public Work work(Forecast forecast) throws IOException {
    int longest = maxTokens == 0 ? SamplingSettings.defaults().maxNewTokens() : maxTokens;
    double problems = 0;
    double rows = 0;
    double tokens = 0;
    Optional<Material> any = Optional.empty();
    for (Source set : from.values()) {
      Material material = forecast.material(set, longest);
      problems = Math.max(problems, material.problems());
      rows += material.rows();
      tokens += material.rows() * material.thought();
      any = Optional.of(material);
    }
    double kept = ranks.isEmpty() ? rows : Math.min(rows, problems * ranks.size());
    double mean = tokens / rows;
    List<Work.Part> parts = new ArrayList<>();
    for (ModelRef asked : models().values()) {
      parts.add(
          new Work.Part(
              Work.Kind.SCORE,
              "student",
              forecast.model(asked),
              1,
              problems,
              rows / problems,
              any.orElseThrow().studentPrompt(),
              mean,
              mean,
              longest,
              0));
    }
    return new Work(parts, any.map(material -> material.with(kept, mean)));
  }

  @Override
  public TagFormat tags() {
    return format;
  }

  @Override
  public boolean usesTags() {
    return by.asksStudent();
  }

  @Override
  public Map<String, ModelRef> models() {
    return student
        .filter(ref -> by.asksStudent())
        .map(ref -> Map.of("student", ref))
        .orElse(Map.of());
  }

  @Override
  public Map<String, Source> sources() {
    Map<String, Source> sources = new LinkedHashMap<>();
    from.forEach((name, source) -> sources.put("from." + name, source));
    return sources;
  }

  /** A problem may have several traces. */
  @Override
  public Optional<String> look(
      Source source, SourceContext context, Optional<ModelInfo.Directory> models)
      throws IOException {
    Dataset<Trace> traces = source.read(context, RowKind.TRACE);
    if (models.isEmpty() || models().isEmpty()) {
      return Optional.empty();
    }
    String set =
        from.keySet().stream()
            .filter(name -> source.equals(from.get(name)))
            .findFirst()
            .orElseThrow();
    ModelInfo asked = models.get().model(student.orElseThrow());
    StudentFormat texts = new StudentFormat(asked.joined(format), asked.tokenizer());
    TraceSelection selection = selection(0);
    return DataCheck.of(
            traces,
            trace -> trace.problem().id(),
            TooLong.FAIL,
            trace -> {
              if (selection.takesPart(set, trace)) {
                Scorer.requireRoom(
                    asked.checkpoint().config(), StudentMeasure.request(texts, trace), 0);
              }
              return trace;
            })
        .problem();
  }

  @Override
  public boolean leavesTraces() {
    return true;
  }
}
