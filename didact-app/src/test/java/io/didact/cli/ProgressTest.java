package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private Instant now = Instant.EPOCH;

  private static Progress.Stage rlt(long step) {
    return new Progress.Stage(
        "rlt", "step", step, 60, OptionalDouble.of(-0.25), 12345, OptionalLong.empty());
  }

  /** A step every 4 s and a line every 10 s: steps 0, 3, … and the last. Left: 4 s a step. */
  @Test
  void plainLinesNowAndThen() {
    TestConsole io = new TestConsole("");
    Progress progress = new Progress(io.console(), Duration.ofSeconds(10), () -> now);
    for (int step = 0; step <= 4; step++) {
      progress.show(rlt(step));
      now = now.plusSeconds(4);
    }
    progress.show(rlt(60));
    assertThat(io.err())
        .isEqualTo(
            """
            rlt  step 0/60  reward -0.250  12,345 tokens/s
            rlt  step 3/60  reward -0.250  12,345 tokens/s  3:48 left
            rlt  step 60/60  reward -0.250  12,345 tokens/s
            """);
  }

  /**
   * An hour with a report every second and a tenth every 6 minutes: lines at 0, 5, 10, 20, 40, 80,
   * 160 and 320 s, then at the nine tenths, which come before the time doubles again, and the last:
   * 8 + 9 + 1.
   */
  @Test
  void fewPlainLinesHoweverLongItTakes() {
    TestConsole io = new TestConsole("");
    Progress progress = new Progress(io.console(), Duration.ofSeconds(5), () -> now);
    for (int second = 0; second <= 3600; second++) {
      progress.show(
          new Progress.Stage(
              "eval", "sample", second, 3600, OptionalDouble.empty(), 0, OptionalLong.empty()));
      now = now.plusSeconds(1);
    }
    assertThat(io.err().lines()).hasSize(18);
    assertThat(io.err()).contains("eval  sample 320/3600  54:40 left\neval  sample 360/3600");
  }

  @Test
  void aLineThatIsRedrawnOnATerminal() {
    TestConsole io = new TestConsole("", true);
    Progress progress = new Progress(io.console(), Duration.ofSeconds(10), () -> now);
    progress.show(rlt(30));
    progress.show(rlt(60));
    assertThat(io.err()).startsWith("\r████████████░░░░░░░░░░░░ rlt  step 30/60").endsWith("\n");
    assertThat(io.err().lines()).hasSize(3); // AssertJ splits at \r too
  }

  /** Resumed at 40: 10 steps in 20 s, so the 10 left take 20 s. */
  @Test
  void aResumedStageIsMeasuredFromWhereItWasTakenUp() {
    TestConsole io = new TestConsole("");
    Progress progress = new Progress(io.console(), Duration.ofSeconds(1), () -> now);
    progress.show(rlt(40));
    now = now.plusSeconds(20);
    progress.show(rlt(50));
    assertThat(io.err()).endsWith("0:20 left\n");
  }

  private static Progress.Stage samples(long done, double perSecond, long tokensLeft) {
    return new Progress.Stage(
        "eval", "sample", done, 64, OptionalDouble.empty(), perSecond, OptionalLong.of(tokensLeft));
  }

  /**
   * 10 samples were there. Before one is finished, 54,000 tokens at 100 a second are 540 s at the
   * most. With one more after 60 s the 53 left would take 53 minutes, and the bound of 480 s says
   * more; with 21 after 70 s the 33 left take 110 s.
   */
  @Test
  void atMostSoLongBeforeTheFirstSampleIsFinished() {
    TestConsole io = new TestConsole("");
    Progress progress = new Progress(io.console(), Duration.ofSeconds(5), () -> now);
    progress.show(samples(0, 0, 64_000));
    now = now.plusSeconds(3);
    progress.show(samples(10, 0, 54_000));
    now = now.plusSeconds(6);
    progress.show(samples(10, 100, 54_000));
    now = now.plusSeconds(54);
    progress.show(samples(11, 100, 48_000));
    now = now.plusSeconds(10);
    progress.show(samples(31, 100, 44_000));
    assertThat(io.err())
        .isEqualTo(
            """
            eval  sample 0/64
            eval  sample 10/64
            eval  sample 10/64  100 tokens/s  at most 9:00 left
            eval  sample 11/64  100 tokens/s  at most 8:00 left
            eval  sample 31/64  100 tokens/s  1:50 left
            """);
  }

  /** 100 MB were there; 200 MB in 10 s are 20 MB/s, so the 700 MB left take 35 s. */
  @Test
  void bytesOfADownload() {
    TestConsole io = new TestConsole("");
    Progress progress = new Progress(io.console(), Duration.ofSeconds(5), () -> now);
    progress.show(new Progress.Bytes("acme/tiny", 100_000_000, 1_000_000_000));
    now = now.plusSeconds(10);
    progress.show(new Progress.Bytes("acme/tiny", 300_000_000, 1_000_000_000));
    progress.show(new Progress.Bytes("acme/tiny", 1_000_000_000, 1_000_000_000));
    assertThat(io.err())
        .isEqualTo(
            """
            acme/tiny  100.0 MB of 1.0 GB
            acme/tiny  300.0 MB of 1.0 GB  20.0 MB/s  0:35 left
            acme/tiny  1.0 GB of 1.0 GB  90.0 MB/s
            """);
  }
}
