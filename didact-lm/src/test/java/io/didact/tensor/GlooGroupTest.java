package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ranks that are threads here, each with connections of its own, as processes have them. {@link
 * GlooProcessesTest} is about processes that end.
 */
class GlooGroupTest extends ProcessGroupContract {
  private static final Duration SOON = Duration.ofSeconds(3);

  @Override
  int size() {
    return 3;
  }

  @Override
  <T> List<T> onEachRank(Function<ProcessGroup, T> work) {
    return onEach(size(), SOON, work::apply);
  }

  /** What came out, by rank; where one fails it leaves, and what the first of them said is thrown. */
  private static <T> List<T> onEach(int size, Duration timeout, Function<GlooGroup, T> work) {
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      int port = freePort();
      List<Future<T>> running = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        RankPlace place = new RankPlace(rank, size, rank, "127.0.0.1", port, timeout);
        running.add(threads.submit(() -> asRank(place, work)));
      }
      List<T> results = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (Future<T> each : running) {
        try {
          results.add(each.get());
        } catch (ExecutionException e) {
          failures.add(e.getCause());
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      failures.sort((a, b) -> Boolean.compare(isLoss(a), isLoss(b)));
      if (!failures.isEmpty()) {
        if (failures.get(0) instanceof RuntimeException failure) {
          throw failure;
        }
        throw new AssertionError(failures);
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean isLoss(Throwable failure) {
    return failure instanceof LostRankException;
  }

  private static <T> T asRank(RankPlace place, Function<GlooGroup, T> work) {
    try (GlooGroup group = GlooGroup.join(place)) {
      try {
        return work.apply(group);
      } catch (RuntimeException e) {
        group.fail(String.valueOf(e.getMessage()));
        throw e;
      }
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Numbers that are not a multiple of the ranks, and more than a message holds: each element is
   * the sum in the order of the distance, to the last bit.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 4, 1000, 3 * (1L << 22) + 5})
  void sumsInTheOrderOfTheDistance(long elements) {
    List<Boolean> right =
        onEach(
            3,
            Duration.ofSeconds(60),
            group -> {
              try (TensorScope scope = new TensorScope()) {
                Tensor sum = own(group.rank(), elements);
                group.allReduce(sum);
                float[] sums = sum.toFloats();
                float[][] terms = new float[3][];
                for (int rank = 0; rank < 3; rank++) {
                  terms[rank] = own(rank, elements).toFloats();
                }
                for (int i = 0; i < elements; i++) {
                  int owner = 0;
                  while ((owner + 1) * elements / 3 <= i) {
                    owner++;
                  }
                  float expected =
                      terms[owner][i] + terms[(owner + 2) % 3][i] + terms[(owner + 1) % 3][i];
                  if (sums[i] != expected) {
                    return false;
                  }
                }
                return true;
              }
            });
    assertThat(right).containsExactly(true, true, true);
  }

  private static Tensor own(int rank, long elements) {
    SplittableRandom random = new SplittableRandom(rank);
    float[] values = new float[(int) elements];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return Tensor.ofFloats(values, elements);
  }

  /**
   * 12 numbers of 4 bytes, 3 ranks: each half of an all-reduce sends 2/3 of 48 bytes, which is the
   * least that any algorithm can do with; Gloo's own reduce-scatter would send 64.
   */
  @Test
  void noRankSendsMoreThanItMust() {
    List<List<Long>> sent =
        onEach(
            3,
            SOON,
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
        onEach(
            3,
            Duration.ofSeconds(1),
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
        onEach(
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
        new RankPlace(0, 3, 0, "127.0.0.1", freePort(), Duration.ofMillis(300));
    assertThatThrownBy(() -> GlooGroup.join(place))
        .isInstanceOf(LostRankException.class)
        .hasMessage("ranks 1, 2 did not come to 127.0.0.1:%d within 0 s", place.port());
  }
}
