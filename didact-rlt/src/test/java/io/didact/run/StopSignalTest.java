package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

class StopSignalTest {
  @Test
  void theFirstAsksTheSecondEnds() throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    try (StopSignal stop = StopSignal.install(first::countDown, second::countDown)) {
      assertThat(stop.requested()).isFalse();
      Signal.raise(new Signal("TERM")); // INT is ignored in a process that a script started with &
      assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(stop.requested()).isTrue();
      assertThat(second.getCount()).isEqualTo(1);
      Signal.raise(new Signal("TERM")); // INT is ignored in a process that a script started with &
      assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
