package io.didact.algorithm;

import io.didact.config.Rules;

/**
 * How GRPO's reference follows the policy: every {@code everySteps} steps {@code π_ref ← weight·π_θ
 * + (1 − weight)·π_ref}, parameter by parameter.
 *
 * @param weight of the policy, in [0, 1]; 0.9 in the paper's teacher run, 0 leaves the reference
 *     where it is
 * @param everySteps in steps (batches sampled), ≥ 1; 32 in the paper's teacher run
 */
public record ReferenceSync(double weight, int everySteps) {
  /** The reference stays the model that RL started from. */
  public static final ReferenceSync NEVER = new ReferenceSync(0, 1);

  public ReferenceSync {
    new Rules("reference sync")
        .inUnit("weight", weight)
        .atLeast("everySteps", 1, everySteps)
        .done();
  }

  /** 0.9 every 32 steps. */
  public static ReferenceSync paper() {
    return new ReferenceSync(0.9, 32);
  }

  /**
   * Whether the reference is synced now.
   *
   * @param completedSteps steps done so far, the one just made included: due after the 32nd, the
   *     64th, … step
   */
  public boolean dueAfter(int completedSteps) {
    return weight > 0 && completedSteps > 0 && completedSteps % everySteps == 0;
  }
}
