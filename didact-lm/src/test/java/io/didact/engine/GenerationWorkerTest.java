package io.didact.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.decoder.Decoder;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.Parameters;
import io.didact.model.decoder.RandomModels;
import io.didact.tensor.DType;
import io.didact.tensor.Gradients;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a worker deals with short memory, looked at whenever a token is written; in blocks of 32. */
class GenerationWorkerTest {
  private static final DecoderConfig CONFIG = RandomModels.config(20, 4, 2, 6, true);

  /** Six samples of 90 tokens of each of three prompts. */
  private static final Work USUAL = new Work(new int[] {40, 70, 10}, 6, 90);

  /**
   * @param prompts their tokens
   * @param samples of each prompt
   * @param tokens of each sample
   */
  private record Work(int[] prompts, int samples, int tokens) {}

  /** What a worker held, at most and in what order. */
  private static final class Watch {
    private final List<Row> rows = new ArrayList<>();
    private int mostBlocks;
    private int mostRows;
    private int wentBack;
    private boolean anOlderOneWaited;

    /** Called for every token that is written. */
    byte[] look(int id) {
      int blocks = rows.stream().mapToInt(row -> row.blocks().size()).sum();
      blocks += rows.stream().map(Row::prompt).distinct().mapToInt(p -> p.blocks().size()).sum();
      mostBlocks = Math.max(mostBlocks, blocks);
      List<Row> unfinished = rows.stream().filter(row -> !row.sample().isFinished()).toList();
      mostRows = Math.max(mostRows, (int) rows.stream().filter(Watch::isInWork).count());
      wentBack += (int) unfinished.stream().filter(r -> !isInWork(r) && r.held() > 0).count();
      boolean waits = false;
      for (Row row : unfinished) { // the oldest first
        anOlderOneWaited |= waits && isInWork(row);
        waits |= !isInWork(row);
      }
      return new byte[] {(byte) id};
    }

    private static boolean isInWork(Row row) {
      return !row.blocks().isEmpty();
    }
  }

  private static Watch watched(Work work, int maxRows, long maxCachedTokens) {
    Watch watch = new Watch();
    StopStrings never = new StopStrings(List.of("there is no such text"));
    for (int length : work.prompts) {
      TokenIds prompt = RandomModels.ids(length, CONFIG.vocabSize(), length);
      SharedPrompt shared = new SharedPrompt(prompt, work.samples);
      for (int i = 0; i < work.samples; i++) {
        Sample sample =
            new Sample(
                prompt, 100L * length + i, work.tokens, Set.of(), Set.of(), never, watch::look);
        watch.rows.add(new Row(sample, shared));
      }
    }
    try (Parameters parameters = RandomModels.parameters(CONFIG, DType.FLOAT32, 1);
        Decoder decoder = new Decoder(parameters);
        Gradients.Mode off = Gradients.off();
        GenerationWorker worker =
            new GenerationWorker(
                decoder,
                new Sampler(Sampling.at(1, work.tokens), CONFIG.vocabSize(), null),
                watch.rows,
                maxRows,
                maxCachedTokens,
                GenerationListener.NONE)) {
      worker.run();
    }
    assertThat(watch.rows)
        .as("nothing is lost")
        .allMatch(row -> row.sample().completion().ids().size() == work.tokens)
        .allMatch(row -> row.blocks().isEmpty() && row.prompt().blocks().isEmpty());
    return watch;
  }

  /** A longest sample alone takes 69 and 90 tokens: 3 + 3 blocks. */
  @ParameterizedTest
  @CsvSource({"1, 6", "192, 6", "256, 8", "511, 15", "640, 20", "1280, 40"})
  void theYoungestWaitAndTheBudgetHolds(long maxCachedTokens, int blocks) {
    Watch watch = watched(USUAL, 256, maxCachedTokens);
    assertThat(watch.mostBlocks).isLessThanOrEqualTo(blocks).isGreaterThan(blocks - 5);
    assertThat(watch.wentBack).isPositive();
    assertThat(watch.anOlderOneWaited).isFalse();
  }

  /**
   * Samples of 350 tokens take 11 blocks and their prompts one each; there are 12. The older sample
   * ends alone, so the prompt of the younger, of which nothing is in flight, has to go too.
   */
  @Test
  void promptsOfWhichNoneIsInWorkGiveWay() {
    Watch watch = watched(new Work(new int[] {9, 10}, 1, 350), 256, 12 * 32);
    assertThat(watch.mostBlocks).isEqualTo(12);
    assertThat(watch.mostRows).isEqualTo(2);
    assertThat(watch.wentBack).isPositive();
  }

  /** All at once: 2 + 3 + 1 blocks of prompts, 18 · 3 own ones. Five: 15, and two prompts. */
  @ParameterizedTest
  @CsvSource({"256, 18, 60", "5, 5, 20"})
  void whereThereIsRoomOnlyTheRowsAreBounded(int maxRows, int rows, int mostBlocks) {
    Watch watch = watched(USUAL, maxRows, 100_000);
    assertThat(watch.mostRows).isEqualTo(rows);
    assertThat(watch.mostBlocks).isLessThanOrEqualTo(mostBlocks);
    assertThat(watch.wentBack).isZero();
    assertThat(watch.anOlderOneWaited).isFalse();
  }
}
