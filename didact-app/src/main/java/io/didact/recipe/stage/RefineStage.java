package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.TagFormat;
import io.didact.recipe.model.ModelInfo;
import io.didact.recipe.model.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes traces anew. The raw ones stay where they are.
 *
 * @param traces that are written anew
 * @param by who does it
 * @param unrefined what becomes of those that cannot be
 * @param tracesPerPart traces between two savings
 */
public record RefineStage(
    Source traces,
    Refiner by,
    Unrefined unrefined,
    int tracesPerPart,
    Optional<Path> output,
    Optional<Long> seed)
    implements Stage {
  public RefineStage {
    new Rules()
        .atLeast("tracesPerPart", 1, tracesPerPart)
        .require(Source.isOfProblems(traces), "traces", "documents are not traces")
        .done();
  }

  static RefineStage defaults(Source traces, Refiner by) {
    return new RefineStage(traces, by, Unrefined.KEEP, 256, Optional.empty(), Optional.empty());
  }

  @Override
  public Rules missing() {
    return new Rules().all("by", by.missing());
  }

  @Override
  public Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    by.files().forEach((key, file) -> files.put("by." + key, file));
    return files;
  }

  @Override
  public String whenStopped() {
    return "keeping what was written";
  }

  @Override
  public boolean isForAllRanks() {
    return false;
  }

  @Override
  public Optional<StageEnd> run(StageContext context) throws IOException {
    return new RefineJob(context, this).run();
  }

  /** It asks no model of this machine; traces count as long as they were. */
  @Override
  public Work work(Forecast forecast) throws IOException {
    Material left = forecast.material(traces, SamplingSettings.defaults().maxNewTokens());
    if (by instanceof ServerRefiner server) {
      forecast.assume(
          "%.0f requests to %s of at most %d tokens each are the server's work and not counted"
              .formatted(left.rows(), server.model(), server.maxTokens()));
    }
    return new Work(List.of(), Optional.of(left));
  }

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
    return Map.of("traces", traces);
  }

  /** A problem may have several traces. */
  @Override
  public Optional<String> look(
      Source source, SourceContext context, Optional<ModelInfo.Directory> models)
      throws IOException {
    source.read(context, RowKind.TRACE);
    return Optional.empty();
  }

  @Override
  public boolean wantsTraces() {
    return true;
  }

  @Override
  public boolean leavesTraces() {
    return true;
  }
}
