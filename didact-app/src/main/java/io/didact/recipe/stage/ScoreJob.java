package io.didact.recipe.stage;

import io.didact.data.Dataset;
import io.didact.data.StudentFormat;
import io.didact.data.Trace;
import io.didact.data.View;
import io.didact.distill.TraceChoice;
import io.didact.distill.TraceScorer;
import io.didact.recipe.model.LoadedModel;
import io.didact.recipe.reward.PolicyView;
import io.didact.recipe.reward.RewardContext;
import io.didact.rollout.RolloutLog;
import io.didact.rollout.RolloutReward;
import io.didact.tensor.ProcessGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scoring traces as a stage. */
record ScoreJob(StageContext context, ScoreStage stage) {
  Optional<StageEnd> run() throws IOException {
    Dataset<Trace> all = stage.traces().traces(context);
    try (LoadedModel model = context.load(stage.model())) {
      View view = PolicyView.TEACHER.of(model.joined(stage.format()), model);
      try (RewardContext asked =
          new RewardContext(
              model,
              view,
              stage.format(),
              stage.temperature(),
              context::load,
              context.workers(),
              context.machine(),
              context.listener()::onMessage,
              ProcessGroup.single())) {
        RolloutReward reward = stage.reward().open(asked);
        List<List<Trace>> problems =
            byProblem(
                context.encode(
                    all, ScoreStage::id, stage.tooLong(), stage.room(model, asked::info)));
        StudentFormat format = new StudentFormat(model.joined(stage.format()), model.tokenizer());
        TraceScorer scorer = new TraceScorer(view, format::think, reward, stage.thoughtShare());
        return new CollectedParts(
                context,
                stage.tokenValues()
                    ? directory -> new RolloutLog(directory, model.tokenizer())
                    : RolloutLog::new,
                TraceChoice.all(),
                (part, from, to, listener) -> scorer.score(flat(problems.subList(from, to))))
            .run(new Parts<>(context, problems.size(), stage.problemsPerPart(), 1, 1));
      }
    }
  }

  private static List<List<Trace>> byProblem(List<Trace> traces) {
    Map<String, List<Trace>> byProblem = new LinkedHashMap<>();
    traces.forEach(
        trace ->
            byProblem.computeIfAbsent(ScoreStage.id(trace), id -> new ArrayList<>()).add(trace));
    return List.copyOf(byProblem.values());
  }

  private static List<Trace> flat(List<List<Trace>> problems) {
    return problems.stream().flatMap(List::stream).toList();
  }
}
