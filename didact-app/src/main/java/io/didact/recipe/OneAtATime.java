package io.didact.recipe;

import io.didact.recipe.stage.RunListener;
import io.didact.recipe.stage.SampleCount;
import io.didact.train.StepReport;

/** Tells another what several stages do, one word at a time. */
final class OneAtATime implements RunListener {
  private final RunListener to;

  OneAtATime(RunListener to) {
    this.to = to;
  }

  @Override
  public synchronized void onStage(String name, boolean done) {
    to.onStage(name, done);
  }

  @Override
  public synchronized void onStep(String stage, StepReport report, int totalSteps) {
    to.onStep(stage, report, totalSteps);
  }

  @Override
  public synchronized void onSamples(String stage, SampleCount count) {
    to.onSamples(stage, count);
  }

  @Override
  public synchronized void onMessage(String text) {
    to.onMessage(text);
  }
}
