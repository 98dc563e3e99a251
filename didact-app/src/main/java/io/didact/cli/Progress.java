package io.didact.cli;

import io.didact.hub.Size;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Shows how far a stage or a download is: on a terminal one line that is redrawn, otherwise a few
 * plain lines: where it began, when the time since then has doubled, at every tenth of the way, but
 * none sooner than {@code every} after the one before; and the last step always.
 */
public final class Progress {
  private static final int BAR = 24;

  /**
   * Where a stage is.
   *
   * @param name of the stage
   * @param unit what is counted
   * @param step how many are done
   * @param steps how many there are in all, ≥ 1
   * @param reward mean reward (or what the stage is after), where there is one
   * @param tokensPerSecond at the pace of late; 0 where it is not known
   * @param tokensLeft how many tokens can still be written at the most, where that is known; until
   *     the first is written, the time of the stage has not begun
   */
  public record Stage(
      String name,
      String unit,
      long step,
      long steps,
      OptionalDouble reward,
      double tokensPerSecond,
      OptionalLong tokensLeft) {
    private boolean hasBegun() {
      return tokensLeft.isEmpty() || tokensPerSecond > 0;
    }

    /** Seconds that are left at the most, at this pace; infinite where that is not known. */
    private double secondsLeft() {
      return tokensLeft.isPresent() && tokensPerSecond > 0
          ? tokensLeft.getAsLong() / tokensPerSecond
          : Double.POSITIVE_INFINITY;
    }
  }

  /**
   * Where a download is.
   *
   * @param name of what is pulled
   * @param done bytes that are here
   * @param total bytes in all
   */
  public record Bytes(String name, long done, long total) {}

  private final SafeStream err;
  private final boolean terminal;
  private final Duration every;
  private final InstantSource clock;
  private final Map<String, Pace> paces = new HashMap<>();

  /** Of one stage or download. */
  private static final class Pace {
    private final long startedAt;
    private final Instant started;
    private Instant shown = Instant.MIN;
    private long shownTenth;

    Pace(long startedAt, Instant started) {
      this.startedAt = startedAt;
      this.started = started;
    }
  }

  /**
   * @param every least time between two plain lines where {@code err} is not a terminal
   */
  public Progress(Console console, Duration every, InstantSource clock) {
    this.err = SafeStream.of(console.err());
    this.terminal = console.terminal();
    this.every = terminal ? Duration.ofMillis(100) : every;
    this.clock = clock;
  }

  /** Call it after each step, and with step 0 (or the step resumed from) when a stage starts. */
  public synchronized void show(Stage stage) {
    if (!stage.hasBegun()) {
      paces.remove(stage.name());
    }
    show(
        stage.name(),
        stage.step(),
        stage.steps(),
        stage.secondsLeft(),
        (pace, seconds) -> line(stage));
  }

  /** Call it when there are more bytes, and once with those that were there before. */
  public synchronized void show(Bytes bytes) {
    show(
        bytes.name(),
        bytes.done(),
        bytes.total(),
        Double.POSITIVE_INFINITY,
        (pace, seconds) -> line(bytes, (bytes.done() - pace.startedAt) / seconds));
  }

  private interface Line {
    /** The text, given the seconds since this process took the work up. */
    String of(Pace pace, double seconds);
  }

  /**
   * @param most seconds that are left at the most
   */
  private void show(String what, long done, long total, double most, Line line) {
    Instant now = clock.instant();
    Pace pace = paces.computeIfAbsent(what, key -> new Pace(done, now));
    boolean last = done >= total;
    long tenth = 10 * done / Math.max(1, total);
    if (last) {
      paces.remove(what);
    } else if (!isDue(pace, now, tenth)) {
      return;
    }
    pace.shown = now;
    pace.shownTenth = tenth;
    Duration spent = Duration.between(pace.started, now);
    String text =
        line.of(pace, spent.toMillis() / 1000.0)
            + left(done - pace.startedAt, done, total, spent, most);
    if (terminal) {
      err.raw().print("\r");
      err.print(bar(done, total) + text);
      err.raw().print("\u001b[K" + (last ? "\n" : ""));
      err.raw().flush();
    } else {
      err.println(text);
    }
  }

  private boolean isDue(Pace pace, Instant now, long tenth) {
    if (pace.shown.equals(Instant.MIN)) {
      return true;
    }
    boolean doubled = !now.isBefore(pace.shown.plus(Duration.between(pace.started, pace.shown)));
    return !now.isBefore(pace.shown.plus(every))
        && (terminal || doubled || tenth > pace.shownTenth);
  }

  /** Writes a message between the progress lines. */
  public synchronized void message(String text) {
    err.raw().print(terminal ? "\r\u001b[K" : "");
    err.println(text);
  }

  /**
   * Time left at the pace since this process took the work up, or what it is at the most where that
   * is less or all there is to say.
   */
  private static String left(long gained, long done, long total, Duration spent, double most) {
    if (done >= total) {
      return "";
    }
    double likely =
        gained <= 0
            ? Double.POSITIVE_INFINITY
            : (double) spent.toSeconds() * (total - done) / gained;
    if (likely <= most) {
      return Double.isInfinite(likely) ? "" : "  " + clock((long) likely) + " left";
    }
    return "  at most " + clock((long) Math.ceil(most)) + " left";
  }

  private static String bar(long done, long total) {
    int full = (int) (BAR * ((double) Math.min(done, total) / Math.max(1, total)));
    return "█".repeat(full) + "░".repeat(BAR - full) + " ";
  }

  private static String line(Stage stage) {
    StringBuilder text = new StringBuilder(stage.name());
    text.append("  ")
        .append(stage.unit())
        .append(' ')
        .append(stage.step())
        .append('/')
        .append(stage.steps());
    if (stage.reward().isPresent()) {
      text.append(String.format(Locale.ROOT, "  reward %.3f", stage.reward().getAsDouble()));
    }
    if (stage.tokensPerSecond() > 0) {
      text.append(String.format(Locale.ROOT, "  %,.0f tokens/s", stage.tokensPerSecond()));
    }
    return text.toString();
  }

  private static String line(Bytes bytes, double perSecond) {
    String text =
        "%s  %s of %s".formatted(bytes.name(), Size.of(bytes.done()), Size.of(bytes.total()));
    return perSecond >= 1 && Double.isFinite(perSecond)
        ? text + "  " + Size.of((long) perSecond) + "/s"
        : text;
  }

  private static String clock(long seconds) {
    return seconds >= 3600
        ? "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60)
        : "%d:%02d".formatted(seconds / 60, seconds % 60);
  }
}
