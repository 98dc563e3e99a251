package io.didact.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a stage is: on a terminal one line that is redrawn, otherwise a plain line every
 * {@code every}, and the last step always.
 */
public final class Progress {
  private static final int BAR = 24;

  /**
   * Where a stage is.
   *
   * @param name of the stage
   * @param step steps done
   * @param steps steps in all, ≥ 1
   * @param reward mean reward (or what the stage is after), where there is one
   * @param tokensPerSecond of the last step
   */
  public record Stage(
      String name, long step, long steps, OptionalDouble reward, double tokensPerSecond) {}

  private final PrintStream err;
  private final boolean terminal;
  private final Duration every;
  private final InstantSource clock;
  private @Nullable Stage first;
  private Instant started = Instant.MIN;
  private Instant shown = Instant.MIN;

  /**
   * @param every how often a plain line is written where {@code err} is not a terminal
   */
  public Progress(Console console, Duration every, InstantSource clock) {
    this.err = console.err();
    this.terminal = console.terminal();
    this.every = terminal ? Duration.ofMillis(100) : every;
    this.clock = clock;
  }

  /** Call it after each step, and with step 0 (or the step resumed from) when a stage starts. */
  public synchronized void show(Stage stage) {
    Instant now = clock.instant();
    Stage start = first;
    if (start == null || !start.name().equals(stage.name())) {
      start = stage;
      first = stage;
      started = now;
      shown = Instant.MIN;
    }
    boolean last = stage.step() >= stage.steps();
    if (!last && !shown.equals(Instant.MIN) && now.isBefore(shown.plus(every))) {
      return;
    }
    shown = now;
    String text = line(stage, left(start, stage, Duration.between(started, now)));
    if (terminal) {
      err.print("\r" + bar(stage) + text + "\u001b[K" + (last ? "\n" : ""));
      err.flush();
    } else {
      err.println(text);
    }
  }

  /** Writes a message between the progress lines. */
  public synchronized void message(String text) {
    err.println((terminal ? "\r\u001b[K" : "") + text);
  }

  /** Time left at the pace since this process took the stage up; negative where it is not known. */
  private static long left(Stage start, Stage now, Duration spent) {
    long done = now.step() - start.step();
    return done <= 0 ? -1 : spent.toSeconds() * (now.steps() - now.step()) / done;
  }

  private static String bar(Stage stage) {
    int full = (int) (BAR * Math.min(stage.step(), stage.steps()) / Math.max(1, stage.steps()));
    return "█".repeat(full) + "░".repeat(BAR - full) + " ";
  }

  private static String line(Stage stage, long secondsLeft) {
    StringBuilder text = new StringBuilder(stage.name());
    text.append("  step ").append(stage.step()).append('/').append(stage.steps());
    if (stage.reward().isPresent()) {
      text.append(String.format(Locale.ROOT, "  reward %.3f", stage.reward().getAsDouble()));
    }
    if (stage.tokensPerSecond() > 0) {
      text.append(String.format(Locale.ROOT, "  %,.0f tokens/s", stage.tokensPerSecond()));
    }
    if (secondsLeft >= 0 && stage.step() < stage.steps()) {
      text.append("  ").append(clock(secondsLeft)).append(" left");
    }
    return text.toString();
  }

  private static String clock(long seconds) {
    return seconds >= 3600
        ? "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60)
        : "%d:%02d".formatted(seconds / 60, seconds % 60);
  }
}
