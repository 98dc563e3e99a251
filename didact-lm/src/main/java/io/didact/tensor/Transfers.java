package io.didact.tensor;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what crosses between main memory and the device, where tensors make it. Nobody counts
 * unless a {@link Scope} is open on the thread; {@link Workers} count for whoever gives them work.
 *
 * <p>On the CPU nothing crosses. What would on a GPU is counted all the same, so that a test there
 * holds for both.
 */
public final class Transfers {
  private static final ThreadLocal<@Nullable Transfers> CURRENT = new ThreadLocal<>();

  private final LongAdder writes = new LongAdder();
  private final LongAdder writtenBytes = new LongAdder();
  private final LongAdder reads = new LongAdder();
  private final LongAdder readBytes = new LongAdder();

  /**
   * What was counted.
   *
   * @param writes copies to the device, which are queued like kernels
   * @param reads copies to main memory: each waits for all that was queued before
   */
  public record Counts(long writes, long writtenBytes, long reads, long readBytes) {
    /** What came after {@code before}. */
    public Counts since(Counts before) {
      return new Counts(
          writes - before.writes,
          writtenBytes - before.writtenBytes,
          reads - before.reads,
          readBytes - before.readBytes);
    }
  }

  /** Counts on this thread until the result is closed, and nobody else does. */
  public Scope count() {
    return new Scope(this);
  }

  /** Restores who counted before. */
  public static final class Scope implements AutoCloseable {
    private final @Nullable Transfers before = CURRENT.get();

    private Scope(@Nullable Transfers transfers) {
      set(transfers);
    }

    @Override
    public void close() {
      set(before);
    }

    private static void set(@Nullable Transfers transfers) {
      if (transfers == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(transfers);
      }
    }
  }

  public Counts counts() {
    return new Counts(writes.sum(), writtenBytes.sum(), reads.sum(), readBytes.sum());
  }

  /** Who counts on this thread. */
  static @Nullable Transfers current() {
    return CURRENT.get();
  }

  /** The same on a thread that works for another. */
  static Scope countFor(@Nullable Transfers transfers) {
    return new Scope(transfers);
  }

  /** A tensor's values go to the device. */
  static void wrote(Tensor values) {
    Transfers counting = CURRENT.get();
    if (counting != null) {
      counting.writes.increment();
      counting.writtenBytes.add(values.bytes());
    }
  }

  /** A tensor's values come to main memory. */
  static void read(Tensor values) {
    Transfers counting = CURRENT.get();
    if (counting != null) {
      counting.reads.increment();
      counting.readBytes.add(values.bytes());
    }
  }
}
