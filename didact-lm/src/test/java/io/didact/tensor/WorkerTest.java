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

class WorkerTest {
  @Test
  void everyWorkerGetsWhatAllHaveInTheirOrder() {
    try (Workers three = new Workers(3)) {
      assertThat(three.inStep(worker -> worker.allGather(10 * worker.index())))
          .containsOnly(List.of(0, 10, 20))
          .hasSize(3);
    }
  }

  /**
   * 1,000 running sums of all workers' numbers: a worker that ran ahead would read or spoil
   * others'.
   */
  @Test
  void sharingAgainAndAgain() {
    try (Workers three = new Workers(3)) {
      List<Long> sums =
          three.inStep(
              worker -> {
                long sum = worker.index();
                for (int round = 0; round < 1000; round++) {
                  sum = worker.allGather(sum).stream().mapToLong(Long::longValue).sum() % 1_000_003;
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

  /** A worker frees its tensor as soon as it has shared it; the others read it slowly. */
  @Test
  void whatIsSharedLivesUntilAllHaveReadIt() {
    try (Workers two = new Workers(2)) {
      List<Double> sums =
          two.inStep(
              worker -> {
                try (TensorScope outer = new TensorScope()) {
                  double sum = 0;
                  for (int round = 0; round < 50; round++) {
                    Tensor own = Tensor.full(DType.FLOAT64, worker.index() + 1.0, 1000);
                    sum +=
                        worker.allGather(
                            own,
                            all -> {
                              if (worker.index() == 1) {
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
  void aWorkerThatIsAloneSharesWithItself() {
    assertThat(Worker.alone().count()).isEqualTo(1);
    assertThat(Worker.alone().allGather("own")).containsExactly("own");
  }

  /**
   * Workers 0 and 2 wait for worker 1, which fails: they end, and its failure is the one that is
   * told.
   */
  @Test
  void nobodyWaitsForAWorkerThatFailed() {
    try (Workers three = new Workers(3)) {
      List<String> ends = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  three.inStep(
                      worker -> {
                        if (worker.index() == 1) {
                          throw new IllegalArgumentException("worker 1");
                        }
                        try {
                          return worker.allGather(worker.index());
                        } catch (IllegalStateException e) {
                          synchronized (ends) {
                            ends.add(e.getMessage());
                          }
                          throw e;
                        }
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("worker 1");
      assertThat(ends).containsExactly("another worker has failed", "another worker has failed");
      assertThat(three.inStep(worker -> worker.allGather(1)).get(2)).containsExactly(1, 1, 1);
    }
  }

  @Test
  void aFailureWhileReadingIsToldToo() {
    try (Workers two = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  two.inStep(
                      worker -> {
                        worker.allGather(
                            1,
                            all -> {
                              if (worker.index() == 1) {
                                throw new IllegalArgumentException("cannot read");
                              }
                              return all;
                            });
                        return worker.allGather(2);
                      }))
          .hasMessage("cannot read");
    }
  }

  /** The caller is interrupted while worker 0 waits for worker 1, which ends at its interrupt. */
  @Test
  void anInterruptReachesWorkersThatWait() throws InterruptedException {
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
                                  worker -> {
                                    started.countDown();
                                    if (worker.index() == 1) {
                                      sleepUntilInterrupted();
                                    }
                                    return worker.allGather(1);
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
