package io.didact.data.synthetic;

import io.didact.data.Seeds;
import java.util.Locale;

/**
 * The parts of a domain that never meet. A task belongs to one of them by the hash of its {@link
 * Task#key()}, whoever draws it and whenever.
 */
public enum Split {
  /** Pretraining and supervised fine-tuning. */
  TRAIN(0.70),
  /** Reinforcement learning, and the traces that students learn from. */
  RL(0.15),
  /** For choices such as a learning rate. */
  DEV(0.05),
  /** For the final figures only. */
  TEST(0.10);

  private final double share;

  Split(double share) {
    this.share = share;
  }

  /** The part of all keys that belongs to it, in expectation. */
  public double share() {
    return share;
  }

  /** The name in configurations and ids. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where a task belongs. */
  public static Split of(Task task) {
    return of(task.domain() + ":" + task.key());
  }

  /** Where all that has a key belongs; the keys of a kind of task begin with its name. */
  public static Split of(String key) {
    double left = (Seeds.of(key) >>> 11) * 0x1.0p-53;
    for (Split split : values()) {
      left -= split.share;
      if (left < 0) {
        return split;
      }
    }
    return TEST;
  }
}
