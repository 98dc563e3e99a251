package io.didact.rollout;

import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RewardTerm;
import io.didact.data.AsideFile;
import io.didact.data.Jsonl;
import io.didact.data.Problem;
import io.didact.tensor.ProcessGroup;
import io.didact.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every completion of a run with its reward: {@code rollouts/step-000001.jsonl.gz}, one line a
 * completion. A step that is done again overwrites its file with the same content.
 *
 * @param directory the stage's {@code rollouts}
 * @param words of the policy, where {@link TokenValues} are kept too; {@code null} where not
 */
public record RolloutLog(Path directory, @Nullable Tokenizer words) {
  /** A log without the values of tokens. */
  public RolloutLog(Path directory) {
    this(directory, null);
  }

  /**
   * @param step counted from 1
   * @param advantages [groups][G] of the completions; none for a group that nothing is learned
   *     from, whose rows then have no {@code advantage}
   */
  public void write(int step, List<ScoredGroup> groups, List<double[]> advantages)
      throws IOException {
    Stream<ObjectNode> rows =
        IntStream.range(0, groups.size())
            .boxed()
            .flatMap(g -> rows(groups.get(g), advantages.get(g)));
    Jsonl.write(file(step), rows, row -> row);
  }

  /** The same of all ranks' groups, in the order of the ranks; the first rank writes. */
  public void write(
      int step, List<ScoredGroup> groups, List<double[]> advantages, ProcessGroup ranks)
      throws IOException {
    if (ranks.size() == 1) {
      write(step, groups, advantages);
      return;
    }
    ByteArrayOutputStream own = new ByteArrayOutputStream();
    for (int g = 0; g < groups.size(); g++) {
      for (ObjectNode row : rows(groups.get(g), advantages.get(g)).toList()) {
        Jsonl.writeRow(own, row);
      }
    }
    List<byte[]> all = ranks.gather(own.toByteArray());
    if (ranks.rank() == 0) {
      AsideFile.write(
          file(step),
          out -> {
            for (byte[] rows : all) {
              out.write(rows);
            }
          });
    }
  }

  private Path file(int step) {
    return directory.resolve(String.format(Locale.ROOT, "step-%06d.jsonl.gz", step));
  }

  private Stream<ObjectNode> rows(ScoredGroup group, double[] advantages) {
    return IntStream.range(0, group.rewards().size())
        .mapToObj(
            i -> {
              ObjectNode row = row(group, i);
              if (advantages.length > 0) {
                row.put("advantage", advantages[i]);
              }
              return row;
            });
  }

  private ObjectNode row(ScoredGroup group, int i) {
    Problem problem = group.group().problem();
    Rollout rollout = group.group().rollouts().get(i);
    RewardBreakdown reward = group.rewards().get(i);
    ObjectNode row =
        Jsonl.newRow()
            .put("problem", problem.id())
            .put("question", problem.question())
            .put("solution", problem.solution());
    if (problem.answer() != null) {
      row.put("answer", problem.answer());
    }
    if (problem.system() != null) {
      row.put("system", problem.system());
    }
    row.put("sample", i)
        .put("seed", rollout.seed())
        .put("text", group.texts().get(i))
        .put("finish", rollout.finish().name().toLowerCase(Locale.ROOT))
        .put("reward", reward.total());
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
    for (double logProb : rollout.samplerLogProbs()) {
      row.withArray("samplerLogProbs").add(logProb);
    }
    if (words != null && !group.tokens().isEmpty()) {
      row.set("tokens", group.tokens().get(i).toRow(words, reward));
    }
    return row;
  }
}
