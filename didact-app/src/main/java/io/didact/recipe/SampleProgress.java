package io.didact.recipe;

import io.didact.engine.GenerationListener;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listener of a run how many samples of a stage are finished, and how many tokens a
 * second were written since this process began to.
 */
final class SampleProgress implements GenerationListener {
  private final StageContext context;
  private final long samples;
  private long done;
  private long tokens;
  private @Nullable Instant began;

  /**
   * @param samples of the stage in all
   */
  SampleProgress(StageContext context, long samples) {
    this.context = context;
    this.samples = samples;
  }

  /** Counts samples that an earlier process made; they are not told of by themselves. */
  synchronized void wasThere(long count) {
    done += count;
  }

  /** Samples are made from now on: tells where the stage stands. */
  synchronized void begin() {
    if (began == null) {
      began = context.clock().instant();
      tell(0);
    }
  }

  @Override
  public synchronized void onStep(int written, int finished) {
    begin();
    tokens += written;
    done += finished;
    double seconds = Duration.between(began, context.clock().instant()).toMillis() / 1000.0;
    tell(seconds > 0 ? tokens / seconds : 0);
  }

  private void tell(double tokensPerSecond) {
    context.listener().onSamples(context.name(), done, samples, tokensPerSecond);
  }
}
