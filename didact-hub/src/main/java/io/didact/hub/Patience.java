package io.didact.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How often one thing is tried again: waits of 1, 2, 4 and 8 seconds (or what the server asks for),
 * then it gives up. What went forward in between gives new patience.
 */
final class Patience {
  static final int TRIES = 5;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Pause pause;
  private final Consumer<String> messages;
  private int failures;

  Patience(Pause pause, Consumer<String> messages) {
    this.pause = pause;
    this.messages = messages;
  }

  /** Something that may be tried again. */
  interface Try<T> {
    T run() throws IOException;
  }

  <T> T with(Try<T> what) throws IOException {
    while (true) {
      try {
        return what.run();
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  /** Forgets the failures so far. */
  void renew() {
    failures = 0;
  }

  /**
   * Waits for the next try.
   *
   * @throws IOException the failure itself, where another try is of no use
   */
  void failed(IOException why) throws IOException {
    if (why instanceof HubException || why instanceof InterruptedIOException) {
      throw why;
    }
    failures++;
    Duration asked = why instanceof TransientException t ? t.waitFor() : Duration.ZERO;
    if (failures >= TRIES || asked.compareTo(LONGEST) > 0) {
      throw new HubException(
          why.getMessage()
              + (failures > 1 ? " (tried " + failures + " times)" : "")
              + "; pull again later, it resumes from where it is",
          why);
    }
    Duration usual = Duration.ofSeconds(1L << (failures - 1));
    Duration wait = asked.compareTo(usual) > 0 ? asked : usual;
    messages.accept(why.getMessage() + "; again in " + wait.toSeconds() + " s");
    pause.of(wait);
  }
}
