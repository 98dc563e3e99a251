package io.didact.recipe.stage;

import io.didact.train.StepReport;

/** Hears what a run does. */
public interface RunListener {
  /** A stage begins; or it was done before and is left as it is. */
  void onStage(String name, boolean done);

  /** A step of training was made. */
  void onStep(String stage, StepReport report, int totalSteps);

  /** Samples are being made; called often, by several threads, one at a time. */
  void onSamples(String stage, SampleCount count);

  /** A line to tell. */
  void onMessage(String text);
}
