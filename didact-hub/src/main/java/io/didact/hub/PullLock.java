package io.didact.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Lets one pull of a repository at a time. It is a lock of the operating system, gone when the
 * process is; the file stays.
 */
final class PullLock implements Closeable {
  private static final Duration LOOK = Duration.ofMillis(250);

  private final FileChannel channel;

  private PullLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the lock and takes it.
   *
   * @param folder for locks of the repository
   * @param onWait called once where there is something to wait for
   */
  static PullLock acquire(Path folder, Pause pause, Runnable onWait) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("didact.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      for (boolean first = true; !tryLock(channel); first = false) {
        if (first) {
          onWait.run();
        }
        pause.of(LOOK);
      }
      return new PullLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
