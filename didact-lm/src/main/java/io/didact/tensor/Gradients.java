package io.didact.tensor;

import org.bytedeco.pytorch.GradMode;

/** Whether operations on this thread are recorded for {@link Tensor#backward}. */
public final class Gradients {
  static {
    Libtorch.load();
  }

  private Gradients() {}

  /** Restores the mode that was in force before. */
  public static final class Mode implements AutoCloseable {
    private final boolean before = GradMode.is_enabled();

    private Mode(boolean enabled) {
      GradMode.set_enabled(enabled);
    }

    @Override
    public void close() {
      GradMode.set_enabled(before);
    }
  }

  /** Nothing is recorded until the result is closed. */
  public static Mode off() {
    return new Mode(false);
  }

  /** Everything is recorded until the result is closed. */
  public static Mode on() {
    return new Mode(true);
  }
}
