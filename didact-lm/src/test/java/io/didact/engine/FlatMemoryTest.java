package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.didact.model.checkpoint.GoldenModel;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.Workers;
import io.didact.text.TokenIds;
import io.didact.text.TokenSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A step over 12 rows makes some hundred tensors of 3 to 15 KiB: 1,000 leaking steps would take
 * half a gigabyte. The slack is for the Java heap.
 */
class FlatMemoryTest {
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final long PAGE_BYTES = 4096;

  /**
   * With room for all, and with 160 tokens: then rows go back to wait all the time, and blocks of
   * the pool change hands.
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 160})
  void aThousandStepsLeaveMemoryAsItWas(long maxCachedTokens) throws IOException {
    assumeTrue(Files.isReadable(STATM), "no " + STATM + " on this system");
    try (GoldenModel model = GoldenModel.load("teacher");
        Workers workers = new Workers(1);
        LocalEngine engine =
            new LocalEngine(
                model.parameters(), workers, 320, TokenIds.EMPTY, null, 12, maxCachedTokens);
        Scorer scorer = new Scorer(model.parameters(), workers, 2048)) {
      TokenIds prompt = RandomModels.ids(30, 320, 1);
      RolloutRequest request = new RolloutRequest(prompt, LongStream.range(0, 16).toArray());
      writeAndScore(engine, scorer, request, 2);
      long before = residentBytes();
      writeAndScore(engine, scorer, request, 10);
      assertThat(residentBytes() - before).isLessThan(128L << 20);
    }
  }

  /** 16 samples of 50 tokens in 12 rows: 100 steps a round. */
  private static void writeAndScore(
      LocalEngine engine, Scorer scorer, RolloutRequest request, int rounds) {
    for (int round = 0; round < rounds; round++) {
      List<Completion> group = engine.generate(List.of(request), Sampling.at(1, 50)).get(0);
      int start = request.prompt().size();
      scorer.score(
          group.stream()
              .map(
                  completion ->
                      new Scorer.Request(
                          TokenIds.concat(request.prompt(), completion.ids()),
                          TokenSpan.at(start, completion.ids().size())))
              .toList(),
          1);
    }
  }

  private static long residentBytes() throws IOException {
    return Long.parseLong(Files.readString(STATM).split(" ")[1]) * PAGE_BYTES;
  }
}
