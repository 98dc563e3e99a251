package io.didact.hub;

/** Hears how a pull goes; called from several threads, one at a time. */
public interface PullListener {
  /**
   * @param done bytes that are here, of {@code total} that are wanted
   */
  void onBytes(long done, long total);

  void onMessage(String text);
}
