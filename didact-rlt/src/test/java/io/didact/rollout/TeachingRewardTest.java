package io.didact.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.didact.algorithm.KlEstimator;
import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RltReward;
import io.didact.data.Jsonl;
import io.didact.data.JsonlRow;
import io.didact.data.Problem;
import io.didact.engine.LocalEngine;
import io.didact.engine.Scorer;
import io.didact.model.decoder.Parameters;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import io.didact.tiny.Tiny;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TeachingRewardTest {
  private static final double TEMPERATURE = 0.7;
  private static final RltReward PAPER = RltReward.paper();

  /**
   * Sequences put together by hand from text and sampled ids, one at a time: the student's {@code
   * <S> q <t> t </t><s> s </s><end>}, the teacher's {@code <T> q <s> s </s><e> t}.
   */
  @Test
  void equalsTheRewardOfHandSplicedSequences() {
    try (Models models = new Models(false)) {
      List<ScoredGroup> scored = models.reward(PAPER).score(models.groups());
      int closed = 0;
      int open = 0;
      int empty = 0;
      for (ScoredGroup group : scored) {
        for (int i = 0; i < group.rewards().size(); i++) {
          TokenIds completion = group.group().rollouts().get(i).completion();
          boolean isClosed = Tiny.closed(completion);
          TokenIds think = Tiny.think(completion);
          RewardBreakdown byHand = models.byHand(group.group().problem(), think, isClosed);
          RewardBreakdown reward = group.rewards().get(i);
          assertThat(reward.total()).isCloseTo(byHand.total(), within(1e-4));
          assertThat(reward.score("r_SS")).isCloseTo(byHand.score("r_SS"), within(1e-4));
          assertThat(reward.score("r_KL")).isCloseTo(byHand.score("r_KL"), within(1e-4));
          assertThat(reward.score("penalty")).isEqualTo(isClosed && !think.isEmpty() ? 0.0 : -1.0);
          assertThat(group.texts().get(i)).isEqualTo(Tiny.TOKENIZER.decode(think));
          closed += isClosed ? 1 : 0;
          open += isClosed ? 0 : 1;
          empty += think.isEmpty() ? 1 : 0;
        }
      }
      assertThat(closed).isPositive();
      assertThat(open).isPositive();
      assertThat(empty).isPositive();
    }
  }

  /** KL ≥ 0 by Gibbs; the estimate k1 from one token is of either sign. */
  @Test
  void theExactKlIsNeverNegative() {
    try (Models models = new Models(false)) {
      List<RolloutGroup> groups = models.groups();
      double[] exact = rKl(models.reward(PAPER.withEstimator(KlEstimator.EXACT)).score(groups));
      double[] k1 = rKl(models.reward(PAPER).score(groups));
      assertThat(Arrays.stream(exact).min().orElseThrow()).isGreaterThanOrEqualTo(-1e-6);
      assertThat(Arrays.stream(k1).min().orElseThrow()).isNegative();
      double mean = Arrays.stream(exact).average().orElseThrow();
      assertThat(mean).isPositive();
    }
  }

  /**
   * Two models of weights 0 predict the same at every token, whatever they read: 1/V each. So every
   * KL is 0, and r_SS = (1 + α) · log(1/V).
   */
  @Test
  void modelsThatPredictTheSameHaveNoKl() {
    try (Models models = new Models(true)) {
      List<RolloutGroup> groups = models.groups();
      for (KlEstimator estimator : KlEstimator.values()) {
        List<ScoredGroup> scored = models.reward(PAPER.withEstimator(estimator)).score(groups);
        assertThat(rKl(scored)).containsExactly(new double[120], within(1e-6));
        double uniform = -1.01 * Math.log(Tiny.CONFIG.vocabSize());
        assertThat(scored.get(0).rewards().get(0).score("r_SS")).isCloseTo(uniform, within(1e-5));
      }
    }
  }

  /** What is kept of the tokens gives the reward again, and the log writes it by token. */
  @Test
  void theValuesOfTokensAreThoseOfTheReward(@TempDir Path dir) throws IOException {
    try (Models models = new Models(false)) {
      List<ScoredGroup> scored = models.reward(PAPER).score(models.groups());
      for (ScoredGroup group : scored) {
        for (int i = 0; i < group.rewards().size(); i++) {
          TokenValues tokens = group.tokens().get(i);
          boolean closed = Tiny.closed(group.group().rollouts().get(i).completion());
          RewardBreakdown again =
              PAPER.of(tokens.solutionStudent(), tokens.teacher(), tokens.student(), closed);
          assertThat(again.total()).isCloseTo(group.rewards().get(i).total(), within(1e-5));
        }
      }
      new RolloutLog(dir, Tiny.TOKENIZER).write(1, scored, List.of(A, A, A));
      List<ObjectNode> rows;
      try (Stream<ObjectNode> read =
          Jsonl.read(dir.resolve("step-000001.jsonl.gz"), JsonlRow::fields)) {
        rows = read.toList();
      }
      assertThat(rows).hasSize(120);
      for (int i = 0; i < 40; i++) {
        JsonNode row = rows.get(i);
        JsonNode tokens = row.path("tokens");
        TokenValues values = scored.get(0).tokens().get(i);
        assertThat(tokens.path("think").valueStream().map(JsonNode::asString).toList())
            .isEqualTo(Tiny.TOKENIZER.pieces(values.think()));
        assertThat(tokens.path("student").valueStream().map(JsonNode::asDouble))
            .usingElementComparator((a, b) -> Math.abs(a - b) <= 5.1e-4 ? 0 : 1)
            .containsExactlyElementsOf(doubles(values.student()));
        assertThat(tokens.path("terms")).hasSize(5);
        assertThat(
                tokens
                    .path("terms")
                    .valueStream()
                    .mapToDouble(t -> t.path("value").asDouble())
                    .sum())
            .isCloseTo(row.path("reward").asDouble(), within(1e-12));
      }
      new RolloutLog(dir).write(2, scored, List.of(A, A, A));
      try (Stream<ObjectNode> read =
          Jsonl.read(dir.resolve("step-000002.jsonl.gz"), JsonlRow::fields)) {
        assertThat(read).noneMatch(row -> row.has("tokens"));
      }
    }
  }

  private static final double[] A = new double[40];

  private static List<Double> doubles(float[] values) {
    List<Double> doubles = new ArrayList<>();
    for (float value : values) {
      doubles.add((double) value);
    }
    return doubles;
  }

  /** The exact KL is kept too, beside the log-probs of sampling. */
  @Test
  void keepsTheExactKl() {
    try (Models models = new Models(false)) {
      RltReward exact = PAPER.withEstimator(KlEstimator.EXACT);
      ScoredGroup group = models.reward(exact).score(models.groups()).get(0);
      for (int i = 0; i < group.rewards().size(); i++) {
        TokenValues tokens = group.tokens().get(i);
        assertThat(tokens.teacher()).hasSize(tokens.think().size());
        boolean closed = Tiny.closed(group.group().rollouts().get(i).completion());
        assertThat(exact.ofExact(tokens.solutionStudent(), tokens.kl(), closed).total())
            .isCloseTo(group.rewards().get(i).total(), within(1e-5));
      }
    }
  }

  private static double[] rKl(List<ScoredGroup> scored) {
    return scored.stream()
        .flatMap(group -> group.rewards().stream())
        .mapToDouble(reward -> reward.score("r_KL"))
        .toArray();
  }

  private static final class Models implements AutoCloseable {
    private final Parameters teacher;
    private final Parameters student;
    private final Workers workers = new Workers(2);
    private final LocalEngine engine;
    private final Scorer teacherScorer;
    private final Scorer studentScorer;

    Models(boolean zero) {
      teacher =
          zero ? Parameters.zeros(Tiny.CONFIG, DType.FLOAT32) : Tiny.parameters(DType.FLOAT32, 1);
      student =
          zero ? Parameters.zeros(Tiny.CONFIG, DType.FLOAT32) : Tiny.parameters(DType.FLOAT32, 2);
      engine = new LocalEngine(teacher, workers, Tiny.TOKENIZER.size());
      teacherScorer = new Scorer(teacher, workers, 150);
      studentScorer = new Scorer(student, workers, 150);
    }

    List<RolloutGroup> groups() {
      return new RolloutCollector(
              engine, Tiny.TEACHER::prompt, Tiny.sampling(TEMPERATURE, 10), 40, 3)
          .collect(0, Tiny.problems(3));
    }

    TeachingReward reward(RltReward reward) {
      return new TeachingReward(reward, Tiny.TEACHER, Tiny.STUDENT, studentScorer, teacherScorer);
    }

    RewardBreakdown byHand(Problem problem, TokenIds think, boolean closed) {
      TokenIds teacherPrompt =
          encode("<T>" + problem.question() + "<s>" + problem.solution() + "</s><e>");
      TokenIds studentPrompt = encode("<S>" + problem.question() + "<t>");
      TokenIds solution = encode(problem.solution());
      TokenIds whole =
          TokenIds.concat(studentPrompt, think, encode("</t><s>"), solution, encode("</s><end>"));
      TokenSpan thinkSpan = TokenSpan.at(studentPrompt.size(), think.size());
      TokenSpan solutionSpan = TokenSpan.at(thinkSpan.end() + 2, solution.size());
      TokenIds teachers = TokenIds.concat(teacherPrompt, think);
      return PAPER.of(
          score(studentScorer, whole, solutionSpan),
          score(teacherScorer, teachers, TokenSpan.at(teacherPrompt.size(), think.size())),
          score(studentScorer, whole, thinkSpan),
          closed);
    }

    private static TokenIds encode(String text) {
      return Tiny.TOKENIZER.encode(text);
    }

    private static double[] score(Scorer scorer, TokenIds ids, TokenSpan span) {
      return scorer
          .score(List.of(new Scorer.Request(ids, span)), TEMPERATURE)
          .get(0)
          .get(0)
          .values();
    }

    @Override
    public void close() {
      engine.close();
      teacherScorer.close();
      studentScorer.close();
      workers.close();
      teacher.close();
      student.close();
    }
  }
}
