package io.didact.bench;

import io.didact.tensor.Device;
import io.didact.tensor.Transfers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a job came to.
 *
 * @param job its name in small letters
 * @param tokens see {@link BenchJob#tokens}
 * @param seconds of the measured run alone
 * @param peakMiB most main memory of the process so far, not that of a GPU; 0 where the system does
 *     not say
 * @param deviceReads how often values were read from the device, for each of which a GPU waits
 * @param deviceWrites how often values were written to it
 */
public record Measurement(
    String job,
    long tokens,
    double seconds,
    double tokensPerSecond,
    double peakMiB,
    long deviceReads,
    long deviceWrites) {

  /** Does the job on the first prompt to warm up, then on all and measures that. */
  public static Measurement of(BenchJob job, Classroom room, Workload work) {
    job.run(room, work.first());
    Device.current().finish();
    Transfers transfers = new Transfers();
    long start = System.nanoTime();
    try (Transfers.Scope counting = transfers.count()) {
      job.run(room, work);
    }
    Device.current().finish();
    double seconds = (System.nanoTime() - start) * 1e-9;
    Transfers.Counts counts = transfers.counts();
    long tokens = job.tokens(work);
    return new Measurement(
        job.toString(),
        tokens,
        rounded(seconds, 4),
        rounded(tokens / seconds, 1),
        rounded(peakOfProcess(), 1),
        counts.reads(),
        counts.writes());
  }

  /** The faster of two of the same job, with the larger peak of both. */
  Measurement faster(Measurement other) {
    Measurement best = other.seconds < seconds ? other : this;
    return new Measurement(
        job,
        best.tokens,
        best.seconds,
        best.tokensPerSecond,
        Math.max(peakMiB, other.peakMiB),
        best.deviceReads,
        best.deviceWrites);
  }

  private static double rounded(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }

  /** Linux's high-water mark of the resident set. */
  static double peakOfProcess() {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/self/status"));
      return lines.stream()
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .max()
              .orElse(0)
          / 1024.0;
    } catch (IOException e) {
      return 0; // not Linux
    }
  }

  /** Lets the high-water mark begin anew, where the system can. */
  public static void forgetPeak() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException e) {
      // the mark of what came before stays: it is an upper bound
    }
  }
}
