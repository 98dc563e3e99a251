package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.Problem;
import io.didact.data.TextPatterns;
import io.didact.distill.TraceChoice;
import io.didact.distill.TraceCollector;
import io.didact.recipe.model.LoadedModel;
import io.didact.tensor.ProcessGroup;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Collecting a teacher's traces as a stage. */
record TracesJob(StageContext context, TracesStage stage) {

  /** What it came to, or nothing where a stop was asked for. */
  Optional<StageEnd> run() throws IOException {
    Dataset<Problem> all = context.answerable(stage.problems(), stage.reward());
    try (LoadedModel model = context.load(stage.model());
        SampledPolicy policy =
            SampledPolicy.open(
                context,
                model,
                stage.view(),
                stage.format(),
                stage.reward(),
                stage.sampling(),
                stage.samplesPerProblem(),
                ProcessGroup.single())) {
      List<Problem> problems =
          policy.fitting(context, all, stage.sampling().maxNewTokens(), stage.tooLong());
      TraceCollector collector =
          new TraceCollector(
              policy.collector(),
              policy.view(),
              policy.reward(),
              stage.model().name(),
              stage.cut(),
              stage.solution() == TracesStage.Solution.WRITTEN);
      TextPatterns patterns = new TextPatterns(stage.patterns(), stage.groupBy());
      context.requireGroups(patterns, problems, Problem::id, Problem::question);
      return new CollectedParts(
              context,
              policy.log(stage.tokenValues()),
              choice(),
              (part, from, to, listener) ->
                  collector
                      .collect(part, problems.subList(from, to), listener)
                      .searchedFor(patterns))
          .run(
              new Parts<>(
                  context,
                  problems.size(),
                  stage.problemsPerPart(),
                  stage.samplesPerProblem(),
                  stage.sampling().maxNewTokens()));
    }
  }

  private TraceChoice choice() {
    return switch (stage.choice()) {
      case ALL -> TraceChoice.all();
      case BEST -> TraceChoice.bestOf(stage.samplesPerProblem());
    };
  }
}
