package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

class StopSignalTest {
  /** A terminal that closes says so twice, and systemd after SIGTERM: the run is to save. */
  @Test
  void aHangUpAsksAndNeverEnds() throws InterruptedException, IOException {
    assumeFalse(ignoresHangUp(), "started with nohup");
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    try (StopSignal stop = StopSignal.install(first::countDown, second::countDown)) {
      Signal.raise(new Signal("HUP"));
      assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(stop.requested()).isTrue();
      Signal.raise(new Signal("HUP"));
      assertThat(second.await(200, TimeUnit.MILLISECONDS)).isFalse();
      Signal.raise(new Signal("TERM"));
      assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean ignoresHangUp() throws IOException {
    Path status = Path.of("/proc/self/status");
    return !Files.exists(status)
        || Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> new BigInteger(line.substring(7).trim(), 16).testBit(0));
  }

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
