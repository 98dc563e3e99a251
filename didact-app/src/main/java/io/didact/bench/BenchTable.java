package io.didact.bench;

import java.util.List;
import java.util.Locale;

/**
 * All jobs on one machine, for people.
 *
 * @param workerCount that worked
 * @param dtype of the weights, as the command line calls it
 * @param peakFlops FLOP/s of large products on all workers
 */
public record BenchTable(
    Hardware machine, int workerCount, String dtype, double peakFlops, List<Row> rows) {
  private static final double GIGA = 1e9;

  public BenchTable {
    rows = List.copyOf(rows);
  }

  /**
   * A job.
   *
   * @param flops see {@link Floor}
   */
  public record Row(Measurement measured, double flops) {
    double flopsPerSecond() {
      return flops / measured.seconds();
    }
  }

  /** Two lines on the machine, one of titles, one for each job. */
  public String text() {
    StringBuilder text = new StringBuilder();
    add(text, "%s, %d cores, %s%n", machine.processor(), machine.cores(), machine.runtime());
    add(
        text,
        "%d %s, %s; large products: %.1f GFLOP/s%n%n",
        workerCount,
        workerCount == 1 ? "worker" : "workers",
        dtype,
        peakFlops / GIGA);
    add(
        text,
        "%-9s %9s %11s %9s %9s %9s%n",
        "job",
        "seconds",
        "tokens/s",
        "GFLOP/s",
        "of peak",
        "peak MiB");
    for (Row row : rows) {
      Measurement measured = row.measured;
      add(
          text,
          "%-9s %9.3f %,11.0f %9.1f %7.0f %% %9s%n",
          measured.job(),
          measured.seconds(),
          measured.tokensPerSecond(),
          row.flopsPerSecond() / GIGA,
          100 * row.flopsPerSecond() / peakFlops,
          measured.peakMiB() == 0
              ? "unknown"
              : String.format(Locale.ROOT, "%,.0f", measured.peakMiB()));
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }
}
