package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LaneTest {
  @Test
  void everyLaneGetsWhatAllHaveInTheirOrder() {
    try (Workers three = new Workers(3)) {
      assertThat(three.inStep(lane -> lane.share(10 * lane.index())))
          .containsOnly(List.of(0, 10, 20))
          .hasSize(3);
    }
  }

  /**
   * 1,000 running sums of all lanes' numbers: a lane that ran ahead would read or spoil others'.
   */
  @Test
  void sharingAgainAndAgain() {
    try (Workers three = new Workers(3)) {
      List<Long> sums =
          three.inStep(
              lane -> {
                long sum = lane.index();
                for (int round = 0; round < 1000; round++) {
                  sum = lane.share(sum).stream().mapToLong(Long::longValue).sum() % 1_000_003;
                }
                return sum;
              });
      long expected = 0 + 1 + 2;
      for (int round = 1; round < 1000; round++) {
        expected = 3 * expected % 1_000_003;
      }
      assertThat(sums).containsOnly(expected).hasSize(3);
    }
  }

  /** A lane frees its tensor as soon as it has shared it; the others read it slowly. */
  @Test
  void whatIsSharedLivesUntilAllHaveReadIt() {
    try (Workers two = new Workers(2)) {
      List<Double> sums =
          two.inStep(
              lane -> {
                try (TensorScope outer = new TensorScope()) {
                  double sum = 0;
                  for (int round = 0; round < 50; round++) {
                    Tensor own = Tensor.full(DType.FLOAT64, lane.index() + 1.0, 1000);
                    sum +=
                        lane.share(
                            own,
                            all -> {
                              if (lane.index() == 1) {
                                Thread.yield();
                              }
                              return all.get(0).add(all.get(1)).sum().item();
                            });
                    own.close();
                  }
                  return sum;
                }
              });
      assertThat(sums).containsExactly(50 * 3000.0, 50 * 3000.0);
    }
  }

  @Test
  void aLaneThatIsAloneSharesWithItself() {
    assertThat(Lane.alone().count()).isEqualTo(1);
    assertThat(Lane.alone().share("own")).containsExactly("own");
  }

  /**
   * Lanes 0 and 2 wait for lane 1, which fails: they end, and its failure is the one that is told.
   */
  @Test
  void nobodyWaitsForALaneThatFailed() {
    try (Workers three = new Workers(3)) {
      List<String> ends = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  three.inStep(
                      lane -> {
                        if (lane.index() == 1) {
                          throw new IllegalArgumentException("lane 1");
                        }
                        try {
                          return lane.share(lane.index());
                        } catch (IllegalStateException e) {
                          synchronized (ends) {
                            ends.add(e.getMessage());
                          }
                          throw e;
                        }
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("lane 1");
      assertThat(ends).containsExactly("another lane has failed", "another lane has failed");
      assertThat(three.inStep(lane -> lane.share(1)).get(2)).containsExactly(1, 1, 1);
    }
  }

  @Test
  void aFailureWhileReadingIsToldToo() {
    try (Workers two = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  two.inStep(
                      lane -> {
                        lane.share(
                            1,
                            all -> {
                              if (lane.index() == 1) {
                                throw new IllegalArgumentException("cannot read");
                              }
                              return all;
                            });
                        return lane.share(2);
                      }))
          .hasMessage("cannot read");
    }
  }

  /** The caller is interrupted while lane 0 waits for lane 1, which ends at its interrupt. */
  @Test
  void anInterruptReachesLanesThatWait() throws InterruptedException {
    try (Workers two = new Workers(2)) {
      CountDownLatch started = new CountDownLatch(2);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () ->
                  thrown.set(
                      catchThrowable(
                          () ->
                              two.inStep(
                                  lane -> {
                                    started.countDown();
                                    if (lane.index() == 1) {
                                      sleepUntilInterrupted();
                                    }
                                    return lane.share(1);
                                  }))));
      caller.start();
      started.await();
      caller.interrupt();
      caller.join();
      assertThat(thrown.get()).isInstanceOf(CancellationException.class);
    }
  }

  private static void sleepUntilInterrupted() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
  }
}
