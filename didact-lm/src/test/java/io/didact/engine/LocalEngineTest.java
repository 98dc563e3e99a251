package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.model.checkpoint.GoldenModel;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.NaiveDecoder;
import io.didact.model.decoder.ParameterLayout;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.RandomConfigs;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.tensor.TensorScope;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LocalEngineTest {
  private static final int VOCABULARY = 320;
  private static final Sampling WARM = Sampling.at(2, 20);

  private static GoldenModel model;
  private static Workers one;
  private static Workers two;

  @BeforeAll
  static void load() throws IOException {
    model = GoldenModel.load("teacher");
    one = new Workers(1);
    two = new Workers(2);
  }

  @AfterAll
  static void free() {
    one.close();
    two.close();
    model.close();
  }

  private static List<List<Completion>> generate(
      Workers workers, int maxRows, List<RolloutRequest> requests, Sampling sampling) {
    try (LocalEngine engine =
        new LocalEngine(model.parameters(), workers, VOCABULARY, LocalEngineTest::text, maxRows)) {
      return engine.generate(requests, sampling);
    }
  }

  /** Token 10·k + d stands for the digit d twice, so that texts span tokens. */
  private static byte[] text(int id) {
    return (id % 10 + "" + id % 10).getBytes(StandardCharsets.UTF_8);
  }

  /** Five prompts of 1 to 61 tokens with 1 to 5 samples each. */
  private static List<RolloutRequest> unequal() {
    return IntStream.range(0, 5)
        .mapToObj(
            i ->
                new RolloutRequest(
                    RandomModels.ids(1 + 15 * i, VOCABULARY, i),
                    LongStream.range(0, 1 + i).map(s -> 100 * i + s).toArray()))
        .toList();
  }

  private static void assertSame(Completion actual, Completion expected) {
    assertThat(actual.ids()).isEqualTo(expected.ids());
    assertThat(actual.logProbs()).containsExactly(expected.logProbs(), within(1e-4));
    assertThat(actual.finish()).isEqualTo(expected.finish());
  }

  @ParameterizedTest
  @MethodSource("io.didact.model.checkpoint.GoldenModel#names")
  void greedyContinuationsMatchTheReference(String name) throws IOException {
    try (GoldenModel golden = GoldenModel.load(name);
        LocalEngine engine =
            new LocalEngine(golden.parameters(), one, golden.parameters().config().vocabSize())) {
      JsonNode greedy = golden.expected().path("greedy");
      TokenIds expected = GoldenModel.ids(greedy.path("continuation"));
      RolloutRequest request =
          new RolloutRequest(GoldenModel.ids(greedy.path("prompt")), new long[] {1, 2});
      List<Completion> completions =
          engine.generate(List.of(request), Sampling.greedy(expected.size())).get(0);
      assertThat(completions).extracting(Completion::ids).containsExactly(expected, expected);
      assertThat(completions).extracting(Completion::finish).containsOnly(Finish.LENGTH);
    }
  }

  /**
   * Each token of the upper half has the head's row of one in the lower half: their logits tie, to
   * the last bit, in whatever company a row is read, and the lower id is the one that is written.
   */
  @ParameterizedTest
  @CsvSource({"FLOAT32, 64", "BFLOAT16, 64", "FLOAT32, 333", "BFLOAT16, 333", "BFLOAT16, 4099"})
  void greedyTiesGoToTheLowestIdWhateverTheCompany(DType dtype, int half) {
    DecoderConfig config = RandomModels.config(2 * half, 4, 2, 6, false);
    try (Parameters twice = RandomModels.parameters(config, dtype, 5);
        Workers three = new Workers(3)) {
      try (TensorScope scope = new TensorScope()) {
        ParameterLayout.Part part =
            twice.parts().stream()
                .filter(p -> p.name().equals("lm_head.weight"))
                .findFirst()
                .orElseThrow();
        Tensor head = twice.view(part.offset(), part.shape());
        head.narrow(0, half, half).copy_(head.narrow(0, 0, half));
      }
      List<RolloutRequest> requests = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        long[] seeds = LongStream.range(0, 1 + i * i).toArray();
        requests.add(new RolloutRequest(RandomModels.ids(3 + 5 * i, half, i), seeds));
      }
      for (Workers workers : List.of(one, two, three)) {
        for (int maxRows : new int[] {1, 5, 64}) {
          try (LocalEngine engine =
              new LocalEngine(twice, workers, 2 * half, LocalEngineTest::text, maxRows)) {
            assertThat(engine.generate(requests, Sampling.greedy(12)))
                .allSatisfy(
                    group ->
                        assertThat(group)
                            .allSatisfy(
                                each -> assertThat(each.ids().stream()).allMatch(id -> id < half)));
          }
        }
      }
    }
  }

  /** Each sample's log-probs, recomputed without a cache, are those that were reported. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7, 1.3})
  void cachedEqualsUncached(double temperature) {
    Sampling sampling = new Sampling(temperature, 0.95, 50, 0.01, 20, Set.of(), List.of());
    List<RolloutRequest> requests = unequal();
    List<List<Completion>> groups = generate(one, 256, requests, sampling);
    try (Scorer scorer = new Scorer(model.parameters(), one, 512)) {
      for (int i = 0; i < requests.size(); i++) {
        int start = requests.get(i).prompt().size();
        for (Completion completion : groups.get(i)) {
          TokenIds ids = TokenIds.concat(requests.get(i).prompt(), completion.ids());
          Scorer.Request request = new Scorer.Request(ids, new TokenSpan(start, ids.size()));
          TokenLogProbs scored =
              scorer.score(List.of(request), sampling.logProbTemperature()).get(0).get(0);
          assertThat(completion.logProbs()).containsExactly(scored.values(), within(3e-5));
        }
      }
    }
  }

  /**
   * Shared keys, 64 bits: 1e-9 leaves no room for a wrong column or head. 90 tokens are more than
   * the cache has columns for at first, so it grows.
   */
  @ParameterizedTest
  @CsvSource({"4, 4", "4, 2", "6, 1"})
  void cachedEqualsUncachedInDoubles(int heads, int kvHeads) {
    try (Parameters parameters =
            RandomModels.parameters(
                RandomModels.config(30, heads, kvHeads, 6, true), DType.FLOAT64, 3);
        LocalEngine engine = new LocalEngine(parameters, one, 30, null, 3);
        Scorer scorer = new Scorer(parameters, one, 100)) {
      List<RolloutRequest> requests =
          List.of(
              new RolloutRequest(RandomModels.ids(9, 30, 1), new long[] {1, 2}),
              new RolloutRequest(RandomModels.ids(4, 30, 2), new long[] {3, 4, 5}));
      List<List<Completion>> groups = engine.generate(requests, Sampling.at(1, 90));
      for (int i = 0; i < requests.size(); i++) {
        TokenIds prompt = requests.get(i).prompt();
        for (Completion completion : groups.get(i)) {
          Scorer.Request whole =
              new Scorer.Request(
                  TokenIds.concat(prompt, completion.ids()),
                  TokenSpan.at(prompt.size(), completion.ids().size()));
          assertThat(completion.logProbs())
              .containsExactly(
                  scorer.score(List.of(whole), 1).get(0).get(0).values(), within(1e-9));
        }
      }
    }
  }

  /**
   * All families with windows shorter than the samples, biases and scalings: what is most probable
   * with a cache is so in loops without one, and has the same log-prob in one pass.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 20, 40, 60, RandomConfigs.FIRST})
  void cachedEqualsLoopsForAllFamilies(int firstSeed) {
    int end = firstSeed == RandomConfigs.FIRST ? RandomConfigs.COUNT : firstSeed + 20;
    for (int seed = firstSeed; seed < end; seed++) {
      DecoderConfig config = RandomConfigs.of(seed);
      try (Parameters parameters = RandomModels.parameters(config, DType.FLOAT64, seed);
          LocalEngine engine = new LocalEngine(parameters, one, config.vocabSize(), null, 2);
          Scorer scorer = new Scorer(parameters, one, 100)) {
        NaiveDecoder naive = new NaiveDecoder(parameters);
        List<TokenIds> prompts =
            IntStream.of(1, 20)
                .mapToObj(length -> RandomModels.ids(length, config.vocabSize(), length))
                .toList();
        List<List<Completion>> groups =
            engine.generate(
                prompts.stream()
                    .map(prompt -> new RolloutRequest(prompt, new long[] {1, 2}))
                    .toList(),
                Sampling.greedy(15));
        for (int i = 0; i < prompts.size(); i++) {
          TokenIds expected = naive.greedy(prompts.get(i), 15);
          TokenIds whole = TokenIds.concat(prompts.get(i), expected);
          TokenSpan span = TokenSpan.at(prompts.get(i).size(), 15);
          double[] scored =
              scorer.score(List.of(new Scorer.Request(whole, span)), 1).get(0).get(0).values();
          for (Completion completion : groups.get(i)) {
            assertThat(completion.ids()).as("seed %d, %s", seed, config).isEqualTo(expected);
            assertThat(completion.logProbs()).containsExactly(scored, within(1e-9));
          }
        }
      }
    }
  }

  /** The 16-bit types have a product of their own, which has to see the same window. */
  @ParameterizedTest
  @CsvSource({
    "mistral-window, 0.15",
    "smollm3, 1.5",
    "gemma3, 0.5",
    "olmo2, 0.5",
    "olmo3, 0.5",
    "granite, 0.5",
    "phi3, 0.5"
  })
  void familiesInSixteenBits(String name, double tolerance) throws IOException {
    try (GoldenModel golden = GoldenModel.load(name);
        Parameters narrow = golden.parameters().to(DType.BFLOAT16);
        Parameters rounded = narrow.to(DType.FLOAT64);
        LocalEngine engine = new LocalEngine(narrow, one, 36);
        Scorer exact = new Scorer(rounded, one, 512)) {
      TokenIds prompt = RandomModels.ids(12, 36, 1);
      Completion completion =
          engine
              .generate(List.of(new RolloutRequest(prompt, new long[] {1})), Sampling.at(1, 30))
              .get(0)
              .get(0);
      Scorer.Request whole =
          new Scorer.Request(
              TokenIds.concat(prompt, completion.ids()),
              TokenSpan.at(prompt.size(), completion.ids().size()));
      double[] expected = exact.score(List.of(whole), 1).get(0).get(0).values();
      assertThat(completion.logProbs()).hasSize(30).containsExactly(expected, within(tolerance));
    }
  }

  @Test
  void sixteenBitsFollowTheirOwnScores() {
    try (Parameters parameters = model.parameters().to(DType.BFLOAT16);
        LocalEngine engine = new LocalEngine(parameters, one, VOCABULARY);
        Scorer scorer = new Scorer(parameters, one, 512)) {
      RolloutRequest request = unequal().get(3);
      for (Completion completion : engine.generate(List.of(request), WARM).get(0)) {
        TokenIds ids = TokenIds.concat(request.prompt(), completion.ids());
        TokenSpan span = new TokenSpan(request.prompt().size(), ids.size());
        TokenLogProbs scored =
            scorer.score(List.of(new Scorer.Request(ids, span)), WARM.temperature()).get(0).get(0);
        assertThat(completion.logProbs()).containsExactly(scored.values(), within(0.5));
      }
    }
  }

  /**
   * A sample comes out the same alone, beside others, while others wait (3 rows for 15 samples, and
   * 1), and on two workers. Some samples end early, so rows leave, move and are taken again.
   */
  @Test
  void aSampleDoesNotDependOnItsCompany() {
    List<RolloutRequest> requests = unequal();
    Set<Integer> stops = IntStream.range(0, 8).boxed().collect(Collectors.toSet());
    Sampling sampling = WARM.stoppingAt(stops, List.of());
    List<List<Completion>> together = generate(one, 256, requests, sampling);
    assertThat(together.stream().flatMap(List::stream).map(Completion::finish))
        .contains(Finish.STOP, Finish.LENGTH);
    assertSameGroups(generate(one, 3, requests, sampling), together);
    assertSameGroups(generate(one, 1, requests, sampling), together);
    assertSameGroups(generate(two, 5, requests, sampling), together);
    for (int i = 0; i < requests.size(); i++) {
      for (int k = 0; k < together.get(i).size(); k++) {
        RolloutRequest alone =
            new RolloutRequest(requests.get(i).prompt(), new long[] {requests.get(i).seeds()[k]});
        assertSame(
            generate(one, 256, List.of(alone), sampling).get(0).get(0), together.get(i).get(k));
      }
    }
  }

  /**
   * Room for 64 to 256 tokens, in blocks of 32: with 15 samples of up to 20 tokens after prompts of
   * up to 61, rows have to wait, go back to wait, and read again what they wrote.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 96", "1, 160", "1, 256", "2, 128"})
  void whenMemoryIsShortSamplesWaitAndComeOutTheSame(int workerCount, long maxCachedTokens) {
    Sampling sampling = Sampling.at(2, 90);
    List<RolloutRequest> requests = unequal();
    List<List<Completion>> together = generate(one, 256, requests, sampling);
    try (LocalEngine tight =
        new LocalEngine(
            model.parameters(),
            workerCount == 1 ? one : two,
            VOCABULARY,
            TokenIds.EMPTY,
            null,
            256,
            maxCachedTokens)) {
      assertSameGroups(tight.generate(requests, sampling), together);
    }
  }

  /** One prompt of 40 tokens with 8 samples: both workers write some, and both read it. */
  @Test
  void workersShareTheSamplesOfOnePrompt() {
    RolloutRequest request =
        new RolloutRequest(RandomModels.ids(40, VOCABULARY, 8), LongStream.range(0, 8).toArray());
    assertSameGroups(
        generate(two, 256, List.of(request), WARM), generate(one, 256, List.of(request), WARM));
  }

  private static void assertSameGroups(
      List<List<Completion>> actual, List<List<Completion>> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).hasSameSizeAs(expected.get(i));
      for (int k = 0; k < expected.get(i).size(); k++) {
        assertSame(actual.get(i).get(k), expected.get(i).get(k));
      }
    }
  }

  @Test
  void equalCallsAreEqualToTheLastBit() {
    List<List<Completion>> first = generate(two, 5, unequal(), WARM);
    List<List<Completion>> second = generate(two, 5, unequal(), WARM);
    for (int i = 0; i < first.size(); i++) {
      for (int k = 0; k < first.get(i).size(); k++) {
        assertThat(second.get(i).get(k).logProbs()).isEqualTo(first.get(i).get(k).logProbs());
      }
    }
  }

  @Test
  void otherSeedsWriteOtherSamples() {
    RolloutRequest request = unequal().get(4);
    assertThat(generate(one, 256, List.of(request), WARM).get(0))
        .extracting(Completion::ids)
        .doesNotHaveDuplicates();
  }

  /** The limits of a request shorten its samples and change nothing else in them. */
  @Test
  void aSampleEndsAtItsOwnLimit() {
    RolloutRequest free = unequal().get(4);
    int[] limits = {3, 20, 1, 99, 7};
    RolloutRequest limited = new RolloutRequest(free.prompt(), free.seeds(), limits);
    List<Completion> whole = generate(one, 2, List.of(free), WARM).get(0);
    List<Completion> cut = generate(one, 2, List.of(limited), WARM).get(0);
    for (int k = 0; k < limits.length; k++) {
      int tokens = Math.min(limits[k], WARM.maxNewTokens());
      assertThat(cut.get(k).ids()).isEqualTo(whole.get(k).ids().slice(0, tokens));
      assertThat(cut.get(k).finish()).isEqualTo(Finish.LENGTH);
    }
    assertThatThrownBy(() -> new RolloutRequest(TokenIds.of(1), new long[2], new int[] {1}))
        .hasMessage("a request with 2 seeds had 1 limits");
    assertThatThrownBy(() -> new RolloutRequest(TokenIds.of(1), new long[1], new int[1]))
        .hasMessage("maxNewTokens must be ≥ 1, was 0");
  }

  /** What a sample may not begin with it may go on with; others beside it are not touched. */
  @Test
  void aSampleDoesNotBeginWithWhatItMayNot() {
    TokenIds prompt = unequal().get(4).prompt();
    long[] seeds = LongStream.range(0, 60).toArray();
    Set<Integer> closed = IntStream.range(0, 200).boxed().collect(Collectors.toSet());
    RolloutRequest bound = new RolloutRequest(prompt, seeds, new int[0], closed);
    List<RolloutRequest> requests = List.of(bound, unequal().get(3));
    List<List<Completion>> groups = generate(two, 7, requests, WARM);
    assertThat(groups.get(0))
        .allMatch(each -> !closed.contains(each.ids().get(0)))
        .anyMatch(each -> closed.contains(each.ids().get(1)));
    assertSameGroups(groups.subList(1, 2), generate(one, 256, List.of(unequal().get(3)), WARM));
    Set<Integer> all = IntStream.range(0, VOCABULARY).boxed().collect(Collectors.toSet());
    RolloutRequest none = new RolloutRequest(prompt, seeds, new int[0], all);
    assertThatThrownBy(() -> generate(one, 1, List.of(none), WARM))
        .hasMessage("request 0 leaves no token with which a sample may begin");
  }

  /**
   * Every token and every sample is told of once, whatever workers and rows; and with what was
   * spared the tokens come to as many as there could have been.
   */
  @Test
  void tellsHowFarItIs() {
    LongAdder tokens = new LongAdder();
    LongAdder finished = new LongAdder();
    LongAdder saved = new LongAdder();
    Map<Long, TokenIds> told = new ConcurrentHashMap<>();
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void onStep(int written, int ended, long spared) {
            tokens.add(written);
            finished.add(ended);
            saved.add(spared);
          }

          @Override
          public void onFinished(long seed, Completion completion) {
            told.put(seed, completion.ids());
          }
        };
    try (LocalEngine engine =
        new LocalEngine(model.parameters(), two, VOCABULARY, LocalEngineTest::text, 3)) {
      List<Completion> all =
          engine.generate(unequal(), WARM.stoppingAt(Set.of(), List.of("33")), listener).stream()
              .flatMap(List::stream)
              .toList();
      assertThat(finished.sum()).isEqualTo(all.size());
      assertThat(tokens.sum())
          .isEqualTo(all.stream().mapToInt(completion -> completion.ids().size()).sum());
      assertThat(tokens.sum() + saved.sum())
          .isEqualTo((long) all.size() * WARM.maxNewTokens())
          .isGreaterThan(tokens.sum());
      assertThat(told.values())
          .containsExactlyInAnyOrderElementsOf(all.stream().map(Completion::ids).toList());
    }
  }

  /** What a listener throws comes out, once no worker works any more; the next call is as ever. */
  @Test
  void aListenerMayEndIt() {
    try (LocalEngine engine =
        new LocalEngine(model.parameters(), two, VOCABULARY, LocalEngineTest::text, 3)) {
      LongAdder steps = new LongAdder();
      assertThatThrownBy(
              () ->
                  engine.generate(
                      unequal(),
                      WARM,
                      (written, ended, spared) -> {
                        steps.increment();
                        if (steps.sum() >= 3) {
                          throw new IllegalStateException("enough");
                        }
                      }))
          .hasMessage("enough");
      assertThat(steps.sum()).isBetween(3L, 5L);
      assertThat(engine.generate(unequal(), WARM)).hasSameSizeAs(unequal());
    }
  }

  @Test
  void aStopIdIsKeptAndIsTheLast() {
    RolloutRequest request = unequal().get(4);
    List<Completion> free = generate(one, 256, List.of(request), WARM).get(0);
    int stop = free.get(0).ids().get(4);
    List<Completion> stopped =
        generate(one, 256, List.of(request), WARM.stoppingAt(Set.of(stop), List.of())).get(0);
    for (int k = 0; k < free.size(); k++) {
      int at = free.get(k).ids().stream().boxed().toList().indexOf(stop);
      boolean found = at >= 0;
      assertThat(stopped.get(k).finish()).isEqualTo(found ? Finish.STOP : Finish.LENGTH);
      assertThat(stopped.get(k).ids())
          .isEqualTo(free.get(k).ids().slice(0, found ? at + 1 : WARM.maxNewTokens()));
    }
  }

  /** Neighbours stand for "aabb": the "ab" in the middle lies across their border. */
  @Test
  void aStopStringMaySpanTokens() {
    RolloutRequest request = unequal().get(0);
    Completion free = generate(one, 256, List.of(request), WARM).get(0).get(0);
    List<String> digits = new ArrayList<>();
    free.ids().stream().forEach(id -> digits.add(String.valueOf(id % 10)));
    int at = 4;
    while (digits.get(at).equals(digits.get(at - 1))) {
      at++;
    }
    String across = digits.get(at - 1) + digits.get(at);
    Completion stopped =
        generate(one, 256, List.of(request), WARM.stoppingAt(Set.of(), List.of("no", across)))
            .get(0)
            .get(0);
    assertThat(stopped.finish()).isEqualTo(Finish.STOP);
    String text = String.join("", digits.stream().map(d -> d + d).toList());
    int tokens = (text.indexOf(across) + 1) / 2 + 1;
    assertThat(stopped.ids()).isEqualTo(free.ids().slice(0, tokens));
  }

  @Test
  void paddingIsNeverSampled() {
    try (LocalEngine engine = new LocalEngine(model.parameters(), one, 40)) {
      List<RolloutRequest> requests =
          List.of(new RolloutRequest(TokenIds.of(1, 2, 3), LongStream.range(0, 64).toArray()));
      List<Completion> hot = engine.generate(requests, Sampling.at(3, 20)).get(0);
      List<Completion> greedy = engine.generate(requests, Sampling.greedy(20)).get(0);
      assertThat(hot).allMatch(c -> c.ids().stream().allMatch(id -> id < 40));
      assertThat(greedy).allMatch(c -> c.ids().stream().allMatch(id -> id < 40));
    }
  }

  /**
   * A tied model that is all zeros but for its last norm, 1, and the first of 24 columns of its
   * embedding, s = (1, 3, 1.02, 1.01, 1, 1.03, 4, 1). Every hidden state is then √24 in its first
   * place and 0 elsewhere, so the logit of id i is √24 · s_i: 4.9 for most, 14.7 for id 1 (a gap)
   * and 19.6 for id 6 (padding). Without bounds greedy choice is 6; with them it is 5, whose
   * log-prob over the whole vocabulary is √24 · (1.03 − 4) = −14.55, and about 0.007 less.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void neitherGapsNorPaddingAreWrittenHoweverProbable(double temperature) {
    RolloutRequest request =
        new RolloutRequest(TokenIds.of(0, 3), LongStream.range(0, 40).toArray());
    Sampling sampling = Sampling.at(temperature, 20);
    try (Parameters parameters =
        Parameters.zeros(RandomModels.config(8, 2, 1, 12, true), DType.FLOAT32)) {
      setLogits(parameters, 1, 3, 1.02f, 1.01f, 1, 1.03f, 4, 1);
      try (LocalEngine all = new LocalEngine(parameters, one, 8)) {
        assertThat(written(all, request, sampling)).contains(6);
      }
      try (LocalEngine bounded =
              new LocalEngine(parameters, two, 6, TokenIds.of(1, 4, 7), null, 16, 0);
          Scorer scorer = new Scorer(parameters, one, 512)) {
        assertThat(written(bounded, request, sampling))
            .containsExactlyInAnyOrder(
                temperature == 0 ? new Integer[] {5} : new Integer[] {0, 2, 3, 5});
        Completion first = bounded.generate(List.of(request), sampling).get(0).get(0);
        TokenIds ids = TokenIds.concat(request.prompt(), first.ids());
        Scorer.Request span = new Scorer.Request(ids, new TokenSpan(2, ids.size()));
        double[] scored = scorer.score(List.of(span), 1).get(0).get(0).values();
        assertThat(first.logProbs()).containsExactly(scored, within(1e-4));
        double expected =
            Math.sqrt(24) * (new double[] {1, 3, 1.02, 1.01, 1, 1.03}[first.ids().get(0)] - 4);
        assertThat(scored[0]).isCloseTo(expected - 0.0075, within(1e-3));
      }
    }
  }

  private static Set<Integer> written(
      LocalEngine engine, RolloutRequest request, Sampling sampling) {
    return engine.generate(List.of(request), sampling).get(0).stream()
        .flatMap(completion -> completion.ids().stream().boxed())
        .collect(Collectors.toSet());
  }

  private static void setLogits(Parameters zeros, float... scales) {
    int d = zeros.config().hiddenSize();
    try (TensorScope scope = new TensorScope()) {
      Tensor flat = zeros.flat();
      flat.narrow(0, zeros.size() - d, d).fill_(1);
      Tensor embedding = flat.narrow(0, 0, (long) scales.length * d).view(scales.length, d);
      embedding.select(1, 0).copy_(Tensor.ofFloats(scales, scales.length));
    }
  }

  @Test
  void aTokenizerWithoutAnyTokenOfTheModelIsRefused() {
    assertThatThrownBy(
            () ->
                new LocalEngine(model.parameters(), one, 3, TokenIds.of(0, 1, 2, 2, 9), null, 1, 0))
        .hasMessage("no token can be sampled: the tokenizer has none with an id below 3");
  }

  @Test
  void nothingAskedNothingWritten() {
    assertThat(generate(two, 4, List.of(), WARM)).isEmpty();
  }

  @Test
  void badRequestsAreRefused() {
    assertThatThrownBy(() -> new RolloutRequest(TokenIds.EMPTY, new long[] {1}))
        .hasMessageContaining("at least one token");
    assertThatThrownBy(() -> new RolloutRequest(TokenIds.of(1), new long[0]))
        .hasMessageContaining("at least one seed");
    assertThatThrownBy(() -> new LocalEngine(model.parameters(), one, 321, null, 0))
        .hasMessage(
            "the tokenizer must have 1 to 320 tokens (the model's vocab_size), had 321; "
                + "maxRows must be ≥ 1, was 0");
    try (LocalEngine engine = new LocalEngine(model.parameters(), one, VOCABULARY)) {
      RolloutRequest unknown = new RolloutRequest(TokenIds.of(320), new long[] {1});
      assertThatThrownBy(() -> engine.generate(List.of(unknown), WARM))
          .hasMessageStartingWith("prompt 0 has id 320, the model knows ids below 320 (vocab_size")
          .hasMessageContaining("use the one that came with the model");
      assertThatThrownBy(() -> engine.generate(unequal(), WARM.stoppingAt(Set.of(), List.of("x"))))
          .hasMessageContaining("stop strings need");
    }
  }

  /** The model has 2048 positions: a prompt of 48 tokens leaves 2000. */
  @Test
  void samplesThatCouldOutgrowThePositionsAreRefusedBeforeAnyWork() {
    List<RolloutRequest> requests =
        List.of(
            new RolloutRequest(TokenIds.of(1), new long[] {1}),
            new RolloutRequest(RandomModels.ids(48, VOCABULARY, 1), new long[] {1}));
    Sampling stopped = Sampling.greedy(2000).stoppingAt(everyId(), List.of());
    assertThat(generate(two, 8, requests, stopped)).hasSize(2);
    assertThatThrownBy(() -> generate(two, 8, requests, Sampling.greedy(2001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "prompt 1 has 48 tokens, which with maxNewTokens 2001 is more than the 2048 positions"
                + " of the model (max_position_embeddings)");
    assertThatThrownBy(() -> generate(one, 8, requests, Sampling.greedy(Integer.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("prompt 0 has 1 tokens");
  }

  private static Set<Integer> everyId() {
    return IntStream.range(0, VOCABULARY).boxed().collect(Collectors.toSet());
  }

  @Test
  void damagedWeightsAreNamedAsSuch() {
    try (Parameters broken = model.parameters().copy()) {
      broken.flat().fill_(Double.NaN);
      try (LocalEngine engine = new LocalEngine(broken, two, VOCABULARY)) {
        assertThatThrownBy(() -> engine.generate(unequal(), WARM))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("not finite");
      }
    }
  }

  /** Decoders are views: a change of the weights shows in the next call. */
  @Test
  void newWeightsAreSeenAtOnce() throws IOException {
    try (Parameters changing = model.parameters().copy();
        GoldenModel student = GoldenModel.load("student");
        LocalEngine engine = new LocalEngine(changing, one, VOCABULARY)) {
      List<RolloutRequest> request = List.of(unequal().get(2));
      TokenIds before = engine.generate(request, WARM).get(0).get(0).ids();
      changing.flat().copy_(student.parameters().flat());
      assertThat(engine.generate(request, WARM).get(0).get(0).ids()).isNotEqualTo(before);
      changing.flat().copy_(model.parameters().flat());
      assertThat(engine.generate(request, WARM).get(0).get(0).ids()).isEqualTo(before);
    }
  }
}
