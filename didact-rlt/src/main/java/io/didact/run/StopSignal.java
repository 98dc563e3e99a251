package io.didact.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C, {@code kill} and the end of a terminal: the first asks the run to end at the next good
 * moment and save, a second ends it at once. Ask {@link #requested()} after each step.
 *
 * <p>SIGHUP is never the second: a terminal that closes sends it more than once, and systemd after
 * SIGTERM. Where it is ignored, as under {@code nohup}, it stays so.
 */
public final class StopSignal implements AutoCloseable {
  /** What a process that Ctrl-C ended exits with. */
  public static final int EXIT_CODE = 130;

  private static final String HANGUP = "HUP";

  private final AtomicInteger count = new AtomicInteger();
  private final Runnable onFirst;
  private final Runnable onSecond;
  private final Map<Signal, SignalHandler> previous = new LinkedHashMap<>();

  private StopSignal(Runnable onFirst, Runnable onSecond) {
    this.onFirst = onFirst;
    this.onSecond = onSecond;
  }

  /**
   * Takes over SIGINT, SIGTERM and SIGHUP until it is closed. Where the JVM does not allow that
   * ({@code -Xrs}), the signals keep their usual effect: the run ends at once, and resumes from its
   * last checkpoint.
   *
   * @param onFirst tells the user, in the signal's thread
   */
  public static StopSignal install(Runnable onFirst) {
    return install(onFirst, () -> Runtime.getRuntime().halt(EXIT_CODE));
  }

  static StopSignal install(Runnable onFirst, Runnable onSecond) {
    StopSignal stop = new StopSignal(onFirst, onSecond);
    for (String name : new String[] {"INT", "TERM", HANGUP}) {
      try {
        Signal signal = new Signal(name);
        stop.previous.put(signal, Signal.handle(signal, stop::raise));
      } catch (IllegalArgumentException e) {
        continue; // the JVM or the system keeps this signal for itself
      }
    }
    return stop;
  }

  private void raise(Signal signal) {
    if (count.getAndIncrement() == 0) {
      onFirst.run();
    } else if (!signal.getName().equals(HANGUP)) {
      onSecond.run();
    }
  }

  /** Whether the run should save and end with {@link #EXIT_CODE}. */
  public boolean requested() {
    return count.get() > 0;
  }

  /** Gives the signals back. */
  @Override
  public void close() {
    previous.forEach(Signal::handle);
  }
}
