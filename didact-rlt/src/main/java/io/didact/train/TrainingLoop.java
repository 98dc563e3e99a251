package io.didact.train;

import io.didact.algorithm.NonFiniteException;
import io.didact.engine.NonFiniteLogitsException;
import io.didact.run.Checkpoints;
import io.didact.run.MetricsLog;
import io.didact.run.TensorBoardWriter;
import io.didact.tensor.ProcessGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Steps a trainer to its end, with metrics and checkpoints, from wherever the last run of the same
 * directory got to.
 *
 * <p>All ranks step together and read the same checkpoints; the first alone writes.
 *
 * @param directory of the stage
 * @param checkpointEvery steps between checkpoints; the last step always has one
 * @param keepCheckpoints how many of the newest stay, beside the last good one
 * @param namedSteps steps that have a checkpoint, which stays
 * @param clock for the event files and the speed, which nothing else depends on
 * @param stopRequested asked after each step; one rank's is enough
 * @param ranks who trains together
 */
public record TrainingLoop(
    Path directory,
    int checkpointEvery,
    int keepCheckpoints,
    Set<Long> namedSteps,
    Clock clock,
    BooleanSupplier stopRequested,
    ProcessGroup ranks) {

  public TrainingLoop {
    namedSteps = Set.copyOf(namedSteps);
  }

  /** Hears of each step. */
  @FunctionalInterface
  public interface Listener {
    void onStep(StepReport report, int totalSteps);

    /** Hears of a checkpoint that is broken, and of a run that has stopped learning. */
    default void onMessage(String text) {}
  }

  /**
   * Runs to the end.
   *
   * @return false if a stop was asked for before the end; the state is saved
   * @throws NonFiniteException naming the step and the last good checkpoint
   * @throws IOException also where a step that is named has passed without a checkpoint, or will
   *     not come
   */
  public boolean run(Trainer trainer, Listener listener) throws IOException {
    Checkpoints checkpoints = new Checkpoints(directory, keepCheckpoints, namedSteps);
    Optional<Checkpoints.Saved> saved = resume(checkpoints, listener);
    if (saved.isPresent()) {
      trainer.restore(saved.get().directory());
    }
    int start = saved.map(each -> (int) each.step()).orElse(0);
    checkpoints.requireNamed(start);
    requireToCome(trainer.totalSteps());
    LearningWatch watch = new LearningWatch();
    try (@Nullable MetricsLog log =
            writes() ? MetricsLog.open(directory.resolve(Checkpoints.METRICS)) : null;
        @Nullable TensorBoardWriter events =
            writes() ? TensorBoardWriter.create(directory, clock) : null) {
      for (int step = start; step < trainer.totalSteps(); step++) {
        long began = clock.millis();
        long sent = ranks.bytesSent();
        StepReport report = step(trainer, step, checkpoints);
        if (MetricsLog.learned(report.metrics())) {
          checkpoints.learned(report.step());
        }
        Map<String, Double> metrics = new LinkedHashMap<>(report.metrics());
        double seconds = Math.max(1, clock.millis() - began) / 1000.0;
        metrics.put("tokensPerSecond", report.tokens() / seconds);
        if (ranks.size() > 1) {
          metrics.put("bytesSent", (double) ranks.bytesSent() - sent);
        }
        if (log != null && events != null) {
          log.append(new MetricsLog.Row(report.step(), metrics));
          events.write(report.step(), metrics);
        }
        listener.onStep(
            new StepReport(report.step(), report.tokens(), metrics), trainer.totalSteps());
        watch.after(report).ifPresent(listener::onMessage);
        boolean last = step + 1 == trainer.totalSteps();
        boolean stop = !last && ranks.sum(stopRequested.getAsBoolean() ? 1 : 0) > 0;
        if (last || stop || isDue(step + 1)) {
          if (log != null) {
            log.sync();
          }
          save(trainer, step, checkpoints);
        }
        if (stop) {
          return false;
        }
      }
    }
    checkpoints.ended();
    return true;
  }

  private boolean isDue(long done) {
    return done % checkpointEvery == 0 || namedSteps.contains(done);
  }

  private void requireToCome(int totalSteps) throws IOException {
    for (long step : namedSteps) {
      if (step > totalSteps) {
        throw new IOException(
            "%s: a stage names the checkpoint of step %d, and the training has %d steps"
                .formatted(directory, step, totalSteps));
      }
    }
  }

  private boolean writes() {
    return ranks.rank() == 0;
  }

  /** The first rank tidies the directory; then all find the same checkpoint. */
  private Optional<Checkpoints.Saved> resume(Checkpoints checkpoints, Listener listener)
      throws IOException {
    if (writes()) {
      checkpoints.resume(listener::onMessage);
    }
    ranks.barrier();
    return checkpoints.newest();
  }

  private static StepReport step(Trainer trainer, int step, Checkpoints checkpoints)
      throws IOException {
    try {
      return trainer.step(step);
    } catch (NonFiniteException | NonFiniteLogitsException e) {
      throw located(step, e, checkpoints);
    }
  }

  private void save(Trainer trainer, int step, Checkpoints checkpoints) throws IOException {
    if (!ranks.any(writes() && !checkpoints.has(step + 1))) {
      return;
    }
    if (!writes()) {
      trainer.send();
      return;
    }
    try {
      checkpoints.save(step + 1, trainer::save);
    } catch (NonFiniteException e) {
      throw located(step, e, checkpoints);
    }
  }

  private static NonFiniteException located(int step, RuntimeException e, Checkpoints checkpoints)
      throws IOException {
    return new NonFiniteException(
        "step %d: %s; %s".formatted(step + 1, e.getMessage(), wayBack(checkpoints)), e);
  }

  private static String wayBack(Checkpoints checkpoints) throws IOException {
    Optional<Checkpoints.Saved> newest = checkpoints.newest();
    if (newest.isEmpty()) {
      return "there is no checkpoint yet. A lower learning rate may help";
    }
    Optional<Checkpoints.Saved> good = checkpoints.good();
    if (good.isEmpty()) {
      return "no checkpoint is known to be good: no step has learned from %s yet. A lower learning rate may help"
          .formatted(newest.get().directory());
    }
    return "the last good checkpoint is %s. %sA lower learning rate may help: add --restart-from %d and that setting"
        .formatted(
            good.get().directory(),
            good.equals(newest) ? "" : "No step has learned from the later ones. ",
            good.get().step());
  }
}
