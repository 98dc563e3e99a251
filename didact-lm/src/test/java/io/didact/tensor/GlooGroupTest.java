package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ranks that are threads here, each with connections of its own, as processes have them. Processes
 * that end are in {@code RanksRunTest} of didact-app.
 */
class GlooGroupTest extends ProcessGroupContract {
  /** Where all come. */
  private static final Duration AMPLE = Duration.ofSeconds(60);

  /** Where one does not come, and the others wait so long for each connection. */
  private static final Duration SOON = Duration.ofSeconds(1);

  @Override
  int size() {
    return 3;
  }

  @Override
  <T> List<T> onEachRank(Function<ProcessGroup, T> work) {
    return GlooThreads.onEach(size(), AMPLE, work::apply);
  }

  @Override
  <T> List<T> onEachRankOfSomeThatFail(Function<ProcessGroup, T> work) {
    return GlooThreads.onEach(size(), SOON, work::apply);
  }

  /**
   * Numbers that are not a multiple of the ranks, and more than a message holds: each element is
   * the sum in the order of the distance, to the last bit.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 1000, 3 * (1 << 22) + 5})
  void sumsInTheOrderOfTheDistance(int elements) {
    float[][] terms = new float[3][elements];
    for (int rank = 0; rank < 3; rank++) {
      SplittableRandom random = new SplittableRandom(rank);
      for (int i = 0; i < elements; i++) {
        terms[rank][i] = (float) random.nextDouble(-1, 1);
      }
    }
    float[] expected = new float[elements];
    for (int owner = 0; owner < 3; owner++) {
      for (int i = part(elements, owner); i < part(elements, owner + 1); i++) {
        expected[i] = terms[owner][i] + terms[(owner + 2) % 3][i] + terms[(owner + 1) % 3][i];
      }
    }
    List<Boolean> right =
        GlooThreads.onEach(
            3,
            AMPLE,
            group -> {
              try (TensorScope scope = new TensorScope()) {
                Tensor sum = Tensor.ofFloats(terms[group.rank()], elements);
                group.allReduce(sum);
                return Arrays.equals(sum.toFloats(), expected);
              }
            });
    assertThat(right).containsExactly(true, true, true);
  }

  private static int part(long elements, int rank) {
    return (int) (elements * rank / 3);
  }

  /**
   * 12 numbers of 4 bytes, 3 ranks: each half of an all-reduce sends 2/3 of 48 bytes, which is the
   * least that any algorithm can do with; Gloo's own reduce-scatter would send 64.
   */
  @Test
  void noRankSendsMoreThanItMust() {
    List<List<Long>> sent =
        GlooThreads.onEach(
            3,
            AMPLE,
            group -> {
              try (TensorScope scope = new TensorScope()) {
                List<Long> counts = new ArrayList<>(List.of(group.bytesSent()));
                Tensor all = Tensor.zeros(DType.FLOAT32, 12);
                Tensor own = Tensor.zeros(DType.FLOAT32, 4);
                group.allReduce(all);
                counts.add(group.bytesSent());
                group.reduceScatter(all, own);
                counts.add(group.bytesSent());
                group.allGather(own, all);
                counts.add(group.bytesSent());
                return counts;
              }
            });
    assertThat(sent).containsOnly(List.of(0L, 64L, 96L, 128L));
  }

  /** Rank 2 sits and does nothing: the others end at the timeout, with its name. */
  @Test
  void aRankThatDoesNotComeIsNamed() {
    CountDownLatch ended = new CountDownLatch(2);
    List<String> said =
        GlooThreads.onEach(
            3,
            SOON,
            group -> {
              if (group.rank() == 2) {
                await(ended);
                return "waited";
              }
              Throwable thrown = catchThrowable(group::barrier);
              ended.countDown();
              assertThat(thrown).isInstanceOf(LostRankException.class);
              return String.valueOf(thrown.getMessage());
            });
    String expected =
        "rank 2 did not come to operation 1, all-reduce of 1 UINT8 within 1 s (last at the beginning)";
    assertThat(said).containsExactly(expected, expected, "waited");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Why a rank left, the others say; what has failed is not tried again. */
  @Test
  void theOthersSayWhyARankLeft() {
    List<String> said =
        GlooThreads.onEach(
            3,
            SOON,
            group -> {
              if (group.rank() == 1) {
                group.fail("the disk is full");
                return "left";
              }
              Throwable thrown = catchThrowable(group::barrier);
              assertThatThrownBy(group::barrier).isInstanceOf(IllegalStateException.class);
              return String.valueOf(thrown.getMessage());
            });
    assertThat(said)
        .containsExactly(
            "rank 1 failed: the disk is full", "left", "rank 1 failed: the disk is full");
  }

  @Test
  void aRankThatNeverArrivesIsNamed() {
    RankPlace place =
        new RankPlace(0, 3, 0, "127.0.0.1", GlooThreads.freePort(), Duration.ofMillis(300));
    assertThatThrownBy(() -> GlooGroup.join(place))
        .isInstanceOf(LostRankException.class)
        .hasMessage("ranks 1, 2 did not come to 127.0.0.1:%d within 0 s", place.port());
  }
}
