package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.Transfers;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often sampling and scoring would wait for a GPU, counted on the CPU. */
class RoundTripsTest {
  private static final int STEPS = 11;

  /**
   * One reading a step for all rows, also where their logits do not fit into one tile: 2²² logits
   * are 3 rows of 1,398,101 tokens, so that 7 rows are 3 tiles.
   */
  @ParameterizedTest
  @CsvSource({"320, 7, 1", "320, 64, 1", "1398101, 7, 3"})
  void samplingReadsOnceAStep(int vocabulary, int samples, int tiles) {
    DecoderConfig config = RandomModels.config(vocabulary, 2, 1, 2, true);
    long[] seeds = LongStream.range(0, samples).toArray();
    int steps = tiles == 1 ? STEPS : 2;
    Transfers transfers = new Transfers();
    try (Parameters parameters = Parameters.random(config, DType.FLOAT32, 1);
        Workers one = new Workers(1);
        LocalEngine engine = new LocalEngine(parameters, one, vocabulary)) {
      RolloutRequest request = new RolloutRequest(RandomModels.ids(5, 320, 1), seeds);
      Sampling all = Sampling.at(1, steps).stoppingAt(Set.of(), List.of());
      try (Transfers.Scope counting = transfers.count()) {
        assertThat(engine.generate(List.of(request), all).get(0))
            .allMatch(each -> each.finish() == Finish.LENGTH);
      }
    }
    assertThat(transfers.counts().reads()).isEqualTo(steps);
    // ids, positions and what a step says of rows and blocks; points once a tile
    assertThat(transfers.counts().writes()).isLessThanOrEqualTo((long) steps * (10 + tiles) + 6);
  }

  /** Places of closed ids are written, and no number for each token of the vocabulary. */
  @Test
  void whatIsWrittenDoesNotGrowWithTheVocabulary() {
    int vocabulary = 100_000;
    DecoderConfig config = RandomModels.config(vocabulary, 2, 1, 2, true);
    Transfers transfers = new Transfers();
    try (Parameters parameters = Parameters.random(config, DType.FLOAT32, 1);
        Workers one = new Workers(1);
        LocalEngine engine = new LocalEngine(parameters, one, vocabulary)) {
      RolloutRequest request =
          new RolloutRequest(
              RandomModels.ids(5, 320, 1),
              new long[] {1, 2},
              new int[] {STEPS, STEPS},
              Set.of(3, 4));
      try (Transfers.Scope counting = transfers.count()) {
        engine.generate(List.of(request), Sampling.at(1, STEPS));
      }
    }
    assertThat(transfers.counts().writtenBytes()).isLessThan(50_000);
  }

  /** One reading a pack, here of one sequence each, of up to 3 chunks of rows in the head. */
  @Test
  void scoringReadsOnceAPack() {
    DecoderConfig config = RandomModels.config(2100, 2, 1, 2, true);
    List<Scorer.Request> requests =
        IntStream.of(5, 900, 2040)
            .mapToObj(length -> RandomModels.ids(length, 2100, length))
            .map(ids -> new Scorer.Request(ids, new TokenSpan(1, ids.size())))
            .toList();
    try (Parameters parameters = Parameters.random(config, DType.FLOAT32, 1);
        Workers one = new Workers(1);
        Scorer scorer = new Scorer(parameters, one, 1)) {
      assertThat(reads(() -> scorer.score(requests, 0.7))).isEqualTo(3);
      assertThat(reads(() -> scorer.rank(requests.subList(0, 2))))
          .as("log-probs and ranks")
          .isEqualTo(4);
      List<Scorer.Pair> pairs = new ArrayList<>();
      requests.subList(0, 2).forEach(each -> pairs.add(new Scorer.Pair(each, each)));
      assertThat(reads(() -> scorer.exactKl(scorer, pairs, 1))).isEqualTo(2);
    }
  }

  private static long reads(Runnable work) {
    Transfers transfers = new Transfers();
    try (Transfers.Scope counting = transfers.count()) {
      work.run();
    }
    return transfers.counts().reads();
  }

  /** Reading prompts reads nothing back. */
  @Test
  void prefillReadsNothing() {
    DecoderConfig config = RandomModels.config(320, 2, 1, 2, true);
    TokenIds prompt = RandomModels.ids(60, 320, 1);
    try (Parameters parameters = Parameters.random(config, DType.FLOAT32, 1);
        Workers one = new Workers(1);
        LocalEngine engine = new LocalEngine(parameters, one, 320)) {
      List<RolloutRequest> three =
          IntStream.range(0, 3).mapToObj(i -> new RolloutRequest(prompt, new long[] {i})).toList();
      assertThat(reads(() -> engine.generate(three, Sampling.at(1, 1)))).isEqualTo(1);
    }
  }
}
