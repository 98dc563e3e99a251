package io.didact.hub;

/** Hears how a pull goes; called from several threads, one at a time. */
public interface PullListener {
  /** Hears nothing. */
  PullListener NONE = new PullListener() {};

  /** What is going to be pulled. */
  default void onPlan(PullPlan plan) {}

  /**
   * More bytes have come.
   *
   * @param done bytes that are here, of {@code total} that are wanted
   */
  default void onBytes(long done, long total) {}

  /** Something to tell a person, such as that a connection broke off and is tried again. */
  default void onMessage(String text) {}
}
