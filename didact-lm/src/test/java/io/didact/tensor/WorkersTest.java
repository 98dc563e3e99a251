package io.didact.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.openblas.global.openblas_full;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void resultsComeInTheOrderOfTheWorkers() {
    try (Workers three = new Workers(3)) {
      CountDownLatch second = new CountDownLatch(1);
      assertThat(
              three.onEach(
                  worker -> {
                    if (worker == 2) {
                      second.countDown();
                    } else {
                      await(second);
                    }
                    return "worker " + worker + " on " + Thread.currentThread().getName();
                  }))
          .containsExactly(
              "worker 0 on didact-worker",
              "worker 1 on didact-worker",
              "worker 2 on didact-worker");
    }
  }

  @Test
  void aWorkerComputesOnOneThread() {
    try (Workers two = new Workers(2)) {
      assertThat(two.onEach(worker -> torch.get_num_threads())).containsExactly(1, 1);
      assertThat(openblas_full.openblas_get_num_threads()).isEqualTo(1);
    }
  }

  /** Worker 1 fails at once; worker 0 fails later, and its failure is the one that is told. */
  @Test
  void theFirstWorkersFailureIsThrownAfterAllHaveEnded() {
    try (Workers three = new Workers(3)) {
      CountDownLatch failed = new CountDownLatch(2);
      AtomicBoolean ended = new AtomicBoolean();
      assertThatThrownBy(
              () ->
                  three.onEach(
                      worker -> {
                        if (worker == 2) {
                          await(failed);
                          ended.set(true);
                          return worker;
                        }
                        failed.countDown();
                        throw new IllegalArgumentException("worker " + worker);
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("worker 0");
      assertThat(ended).isTrue();
      assertThat(three.onEach(worker -> worker)).containsExactly(0, 1, 2);
    }
  }

  @Test
  void errorsPassThrough() {
    try (Workers one = new Workers(1)) {
      assertThatThrownBy(
              () ->
                  one.onEach(
                      worker -> {
                        throw new StackOverflowError("deep");
                      }))
          .isInstanceOf(StackOverflowError.class);
    }
  }

  /**
   * Both workers work; the caller is interrupted; one worker ends at its interrupt, the other does
   * not listen. The call returns after both.
   */
  @Test
  void anInterruptedCallWaitsForItsWorkers() throws InterruptedException {
    try (Workers two = new Workers(2)) {
      CountDownLatch started = new CountDownLatch(2);
      CountDownLatch interrupted = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      AtomicBoolean ended = new AtomicBoolean();
      AtomicBoolean endedBefore = new AtomicBoolean();
      AtomicBoolean flag = new AtomicBoolean();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                thrown.set(
                    catchThrowable(
                        () ->
                            two.onEach(
                                worker -> {
                                  started.countDown();
                                  if (worker == 0) {
                                    sleepUntilInterrupted();
                                    interrupted.countDown();
                                  } else {
                                    awaitThroughInterrupts(release);
                                    ended.set(true);
                                  }
                                  return worker;
                                })));
                endedBefore.set(ended.get());
                flag.set(Thread.currentThread().isInterrupted());
              });
      caller.start();
      started.await();
      caller.interrupt();
      interrupted.await();
      assertThat(thrown).hasNullValue();
      release.countDown();
      caller.join();
      assertThat(thrown.get()).isInstanceOf(CancellationException.class);
      assertThat(endedBefore).isTrue();
      assertThat(flag).isTrue();
      assertThat(two.onEach(worker -> Thread.currentThread().isInterrupted()))
          .containsExactly(false, false);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleepUntilInterrupted() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // what it waited for
    }
  }

  private static void awaitThroughInterrupts(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // does not listen
      }
    }
  }

  @Test
  void needsAWorker() {
    assertThatThrownBy(() -> new Workers(0)).hasMessage("workers must be ≥ 1, was 0");
  }
}
