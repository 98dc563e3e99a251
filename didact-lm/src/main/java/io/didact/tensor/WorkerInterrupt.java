package io.didact.tensor;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Interrupts the workers of one call without losing sight of them: a cancelled {@code Future} would
 * be done at once, while its thread still works on tensors.
 */
final class WorkerInterrupt {
  private final Set<Thread> running = new HashSet<>();
  private boolean requested;

  /**
   * @throws CancellationException where the interrupt came before the work began
   */
  <T> T during(Supplier<T> work) {
    enter();
    try {
      return work.get();
    } finally {
      leave();
    }
  }

  private synchronized void enter() {
    if (requested) {
      throw new CancellationException("interrupted before the worker began");
    }
    running.add(Thread.currentThread());
  }

  /** The thread goes back to its pool with a clean interrupt flag. */
  private synchronized void leave() {
    running.remove(Thread.currentThread());
    if (requested) {
      Thread.interrupted();
    }
  }

  synchronized void request() {
    requested = true;
    running.forEach(Thread::interrupt);
  }

  synchronized boolean isRequested() {
    return requested;
  }
}
