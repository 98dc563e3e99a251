package io.didact.recipe.stage;

import io.didact.engine.GenerationListener;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listener of a run how many samples of a stage are finished, how many tokens a second
 * were written since this process began to, and how many there can still be.
 */
final class SampleProgress implements GenerationListener {
  private final StageContext context;
  private final long samples;
  private final long tokensPerSample;
  private long done;
  private long written;
  private long tokensLeft;
  private @Nullable Instant began;

  /**
   * @param samples of the stage in all
   * @param tokensPerSample the most that a sample gets
   */
  SampleProgress(StageContext context, long samples, long tokensPerSample) {
    this.context = context;
    this.samples = samples;
    this.tokensPerSample = tokensPerSample;
    this.tokensLeft = samples * tokensPerSample;
  }

  /** Counts samples that an earlier process made; they are not told of by themselves. */
  synchronized void wasThere(long count) {
    done += count;
    tokensLeft -= count * tokensPerSample;
  }

  /** Samples are made from now on: tells where the stage stands. */
  synchronized void begin() {
    if (began == null) {
      began = context.clock().instant();
      tell(0);
    }
  }

  @Override
  public synchronized void onStep(int tokens, int finished, long spared) {
    begin();
    written += tokens;
    done += finished;
    tokensLeft -= tokens + spared;
    double seconds = Duration.between(began, context.clock().instant()).toMillis() / 1000.0;
    tell(seconds > 0 ? written / seconds : 0);
  }

  @Override
  public synchronized void onAgain(int samples) {
    done -= samples;
    tokensLeft += samples * tokensPerSample;
  }

  private void tell(double tokensPerSecond) {
    context
        .listener()
        .onSamples(
            context.name(),
            new SampleCount(done, samples, tokensPerSecond, Math.max(0, tokensLeft)));
  }
}
