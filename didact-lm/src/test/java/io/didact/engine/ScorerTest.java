package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.model.checkpoint.GoldenModel;
import io.didact.model.decoder.NaiveDecoder;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ScorerTest {
  private static GoldenModel teacher;
  private static GoldenModel student;
  private static Workers one;
  private static Workers two;

  @BeforeAll
  static void load() throws IOException {
    teacher = GoldenModel.load("teacher");
    student = GoldenModel.load("student");
    one = new Workers(1);
    two = new Workers(2);
  }

  @AfterAll
  static void free() {
    one.close();
    two.close();
    teacher.close();
    student.close();
  }

  /**
   * The rewards of the reference, from two passes: the teacher's over prompt + think, the student's
   * over its whole sequence with both spans at once.
   *
   * <pre>
   * r_SS = mean log π_s(solution) + α min log π_s(solution)
   * r_KL = mean KL_k + α max KL_k,   KL_k = log π_θ(t_k) − log π_s(t_k)
   * </pre>
   */
  @Test
  void rewardsMatchTheReference() throws IOException {
    JsonNode golden = GoldenModel.json("reward.json");
    double temperature = golden.path("temperature").asDouble();
    double alpha = golden.path("alpha").asDouble();
    try (Scorer teachers = new Scorer(teacher.parameters(), two, 64);
        Scorer students = new Scorer(student.parameters(), two, 64)) {
      for (JsonNode c : golden.path("cases")) {
        TokenIds think = GoldenModel.ids(c.path("think"));
        TokenIds teacherPrompt = GoldenModel.ids(c.path("teacher_prompt"));
        TokenIds before = GoldenModel.ids(c.path("student_prompt"));
        TokenIds between = GoldenModel.ids(c.path("between"));
        TokenIds solution = GoldenModel.ids(c.path("solution"));
        TokenIds tail = GoldenModel.ids(c.path("tail"));
        TokenSpan thought = TokenSpan.at(before.size(), think.size());
        TokenSpan solved = TokenSpan.at(thought.end() + between.size(), solution.size());

        Scorer.Request written =
            new Scorer.Request(
                TokenIds.concat(teacherPrompt, think),
                TokenSpan.at(teacherPrompt.size(), think.size()));
        Scorer.Request read =
            new Scorer.Request(
                TokenIds.concat(before, think, between, solution, tail), List.of(thought, solved));
        double[] p = teachers.score(List.of(written), temperature).get(0).get(0).values();
        List<TokenLogProbs> byStudent = students.score(List.of(read), temperature).get(0);
        double[] q = byStudent.get(0).values();
        double[] s = byStudent.get(1).values();

        double[] kl = IntStream.range(0, p.length).mapToDouble(k -> p[k] - q[k]).toArray();
        double rSs =
            Arrays.stream(s).average().getAsDouble() + alpha * Arrays.stream(s).min().getAsDouble();
        double rKl =
            Arrays.stream(kl).average().getAsDouble()
                + alpha * Arrays.stream(kl).max().getAsDouble();
        assertThat(rSs).isCloseTo(c.path("r_ss").asDouble(), within(1e-4));
        assertThat(rKl).isCloseTo(c.path("r_kl").asDouble(), within(1e-4));
      }
    }
  }

  private static List<Scorer.Request> unequal() {
    return IntStream.range(0, 12)
        .mapToObj(
            i -> {
              int length = 2 + 7 * (i % 5);
              TokenIds ids = RandomModels.ids(length, 320, i);
              return new Scorer.Request(
                  ids,
                  List.of(new TokenSpan(1, length), new TokenSpan(length / 2, length / 2 + i % 2)));
            })
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 40", "1, 100000", "2, 1", "2, 33", "2, 100000"})
  void packingChangesNothing(int workerCount, int tokens) {
    List<Scorer.Request> requests = unequal();
    NaiveDecoder naive = new NaiveDecoder(student.parameters());
    try (Scorer scorer = new Scorer(student.parameters(), workerCount == 1 ? one : two, tokens)) {
      List<List<TokenLogProbs>> scored = scorer.score(requests, 0.7);
      for (int i = 0; i < requests.size(); i++) {
        TokenIds ids = requests.get(i).ids();
        double[] expected = naive.logProbs(ids, 0.7);
        for (int j = 0; j < 2; j++) {
          TokenSpan span = requests.get(i).spans().get(j);
          assertThat(scored.get(i).get(j).temperature()).isEqualTo(0.7);
          assertThat(scored.get(i).get(j).values())
              .containsExactly(
                  Arrays.copyOfRange(
                      expected,
                      Math.max(0, span.start() - 1),
                      Math.max(0, span.start() - 1) + span.length()),
                  within(1e-4));
        }
      }
    }
  }

  @Test
  void emptySpansHaveEmptyResults() {
    TokenIds ids = TokenIds.of(1, 2, 3);
    try (Scorer scorer = new Scorer(student.parameters(), two, 10)) {
      List<List<TokenLogProbs>> scored =
          scorer.score(
              List.of(
                  new Scorer.Request(ids, new TokenSpan(0, 0)),
                  new Scorer.Request(ids, List.of(new TokenSpan(2, 2), new TokenSpan(1, 3))),
                  new Scorer.Request(ids, List.of()),
                  new Scorer.Request(TokenIds.EMPTY, new TokenSpan(0, 0))),
              1);
      assertThat(scored).extracting(List::size).containsExactly(1, 2, 0, 1);
      assertThat(scored.get(0).get(0).size()).isZero();
      assertThat(scored.get(1).get(0).size()).isZero();
      assertThat(scored.get(1).get(1).size()).isEqualTo(2);
      assertThat(scorer.score(List.of(), 1)).isEmpty();
      assertThat(
              scorer.exactKl(
                  scorer,
                  List.of(
                      new Scorer.Pair(
                          new Scorer.Request(ids, new TokenSpan(1, 1)),
                          new Scorer.Request(ids, new TokenSpan(2, 2)))),
                  1))
          .singleElement()
          .satisfies(spans -> assertThat(spans).containsExactly(new double[0]));
    }
  }

  /**
   * Against the sum by hand: both models' log-probs of every token v at a place are the scores of
   * the sequences that end in v there; KL = Σ_v p_v (log p_v − log q_v).
   */
  @Test
  void exactKlIsTheSumOverTheVocabulary() {
    int vocabulary = 20;
    TokenIds own = RandomModels.ids(6, vocabulary, 1);
    TokenIds other = TokenIds.concat(RandomModels.ids(3, vocabulary, 2), own.slice(3, 6));
    try (Parameters p =
            RandomModels.parameters(
                RandomModels.config(vocabulary, 4, 2, 6, true), DType.FLOAT64, 1);
        Parameters q =
            RandomModels.parameters(
                RandomModels.config(vocabulary, 6, 1, 4, false), DType.FLOAT64, 2);
        Scorer first = new Scorer(p, two, 8);
        Scorer second = new Scorer(q, two, 8)) {
      TokenSpan span = new TokenSpan(3, 6);
      Scorer.Pair pair =
          new Scorer.Pair(new Scorer.Request(own, span), new Scorer.Request(other, span));
      double[] kl = first.exactKl(second, List.of(pair, pair, pair), 0.7).get(1).get(0);
      NaiveDecoder naiveP = new NaiveDecoder(p);
      NaiveDecoder naiveQ = new NaiveDecoder(q);
      for (int k = 0; k < span.length(); k++) {
        double expected = 0;
        int place = span.start() + k;
        for (int v = 0; v < vocabulary; v++) {
          double logP = lastOf(naiveP, own.slice(0, place), v);
          double logQ = lastOf(naiveQ, other.slice(0, place), v);
          expected += Math.exp(logP) * (logP - logQ);
        }
        assertThat(kl[k]).isCloseTo(expected, within(1e-9)).isPositive();
      }
      assertThat(
              first
                  .exactKl(first, List.of(new Scorer.Pair(pair.own(), pair.own())), 0.7)
                  .get(0)
                  .get(0))
          .containsExactly(0, 0, 0);
    }
  }

  /** By loops over the naive decoder's log-probs of every token; several requests in packs. */
  @Test
  void ranksAreThoseOfTheNaiveDecoder() {
    int vocabulary = 37;
    TokenIds ids = TokenIds.of(3, 30, 7, 12, 36, 0, 7, 7);
    List<TokenSpan> spans = List.of(new TokenSpan(1, 4), new TokenSpan(4, 4), new TokenSpan(5, 8));
    try (Parameters p =
            RandomModels.parameters(
                RandomModels.config(vocabulary, 2, 1, 8, true), DType.FLOAT64, 4);
        Scorer scorer = new Scorer(p, two, 20)) {
      Scorer.Request request = new Scorer.Request(ids, spans);
      List<List<Scorer.Ranked>> all = scorer.rank(List.of(request, request, request));
      NaiveDecoder naive = new NaiveDecoder(p);
      assertThat(all.get(2).get(1).ranks()).isEmpty();
      double sum = 0;
      for (int s : new int[] {0, 2}) {
        Scorer.Ranked ranked = all.get(2).get(s);
        for (int k = 0; k < spans.get(s).length(); k++) {
          TokenIds before = ids.slice(0, spans.get(s).start() + k);
          double own = naiveLogProb(naive, before, ids.get(before.size()));
          long larger =
              IntStream.range(0, vocabulary)
                  .filter(v -> naiveLogProb(naive, before, v) > own)
                  .count();
          assertThat(ranked.ranks()[k]).isEqualTo(1 + larger);
          assertThat(ranked.logProbs()[k]).isCloseTo(own, within(1e-9));
          sum += 1 + larger;
        }
      }
      assertThat(sum).as("ranks are of all kinds").isBetween(20.0, 200.0);
    }
  }

  private static double naiveLogProb(NaiveDecoder naive, TokenIds context, int next) {
    return naive.logProbs(TokenIds.concat(context, TokenIds.of(next)), 1)[context.size() - 1];
  }

  private static double lastOf(NaiveDecoder naive, TokenIds context, int next) {
    return naive.logProbs(TokenIds.concat(context, TokenIds.of(next)), 0.7)[context.size() - 1];
  }

  @Test
  void badRequestsAreRefused() {
    TokenIds ids = TokenIds.of(1, 2, 320);
    assertThatThrownBy(() -> new Scorer.Request(ids, new TokenSpan(0, 1)))
        .hasMessageContaining("nothing predicts");
    assertThatThrownBy(() -> new Scorer.Request(ids, new TokenSpan(2, 4)))
        .hasMessageContaining("of 3 tokens");
    assertThatThrownBy(
            () ->
                new Scorer.Pair(
                    new Scorer.Request(ids, new TokenSpan(1, 2)),
                    new Scorer.Request(ids, new TokenSpan(1, 3))))
        .hasMessage("spans of lengths [1] against spans of lengths [2]");
    try (Scorer scorer = new Scorer(student.parameters(), one, 10)) {
      assertThatThrownBy(
              () -> scorer.score(List.of(new Scorer.Request(ids, new TokenSpan(1, 2))), 1))
          .hasMessageStartingWith(
              "a sequence has id 320, the model knows ids below 320 (vocab_size");
      assertThatThrownBy(() -> scorer.score(List.of(), 0)).hasMessageContaining("temperature");
    }
  }
}
