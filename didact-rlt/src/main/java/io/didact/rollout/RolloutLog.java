package io.didact.rollout;

import io.didact.algorithm.GroupAdvantage;
import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RewardTerm;
import io.didact.data.Jsonl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every completion of a run with its reward: {@code rollouts/step-000001.jsonl.gz}, one line a
 * completion. A step that is done again overwrites its file with the same content.
 *
 * @param directory the stage's {@code rollouts}
 */
public record RolloutLog(Path directory) {
  /**
   * @param step counted from 1
   */
  public void write(int step, List<ScoredGroup> groups, GroupAdvantage advantage)
      throws IOException {
    Path file = directory.resolve(String.format(Locale.ROOT, "step-%06d.jsonl.gz", step));
    Jsonl.write(file, groups.stream().flatMap(group -> rows(group, advantage)), row -> row);
  }

  private static Stream<ObjectNode> rows(ScoredGroup group, GroupAdvantage form) {
    double[] advantages = group.advantages(form);
    return IntStream.range(0, advantages.length).mapToObj(i -> row(group, i, advantages[i]));
  }

  private static ObjectNode row(ScoredGroup group, int i, double advantage) {
    Rollout rollout = group.group().rollouts().get(i);
    RewardBreakdown reward = group.rewards().get(i);
    ObjectNode row =
        Jsonl.newRow()
            .put("problem", group.group().problem().id())
            .put("question", group.group().problem().question())
            .put("solution", group.group().problem().solution())
            .put("sample", i)
            .put("seed", rollout.seed())
            .put("text", group.texts().get(i))
            .put("finish", rollout.finish().name().toLowerCase(Locale.ROOT))
            .put("reward", reward.total())
            .put("advantage", advantage);
    ObjectNode scores = row.putObject("scores");
    reward.scores().forEach(scores::put);
    ObjectNode terms = row.putObject("terms");
    for (RewardTerm term : reward.terms()) {
      terms.put(term.name(), term.value());
    }
    rollout.prompt().stream().forEach(row.withArray("promptIds")::add);
    rollout.completion().stream().forEach(row.withArray("ids")::add);
    for (double logProb : rollout.logProbs()) {
      row.withArray("logProbs").add(logProb);
    }
    return row;
  }
}
