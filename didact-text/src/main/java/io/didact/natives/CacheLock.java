package io.didact.natives;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The right to unpack into a cache: one process has it at a time, and loses it when it ends,
 * however that is.
 *
 * <p>Some network file systems know no locks. Then there is none, and two may unpack the same at
 * once: a folder gets its name in one step, so both are right.
 */
final class CacheLock implements Closeable {
  private static final long QUIET_MILLIS = 2_000;

  private final FileChannel channel;
  private final @Nullable FileLock lock;

  private CacheLock(FileChannel channel, @Nullable FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /** Waits for it, and says so once it has taken seconds. */
  static CacheLock acquire(CacheRoot root, Consumer<String> say) throws IOException {
    FileChannel channel =
        FileChannel.open(root.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long begin = System.nanoTime();
    boolean said = false;
    while (true) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return new CacheLock(channel, lock);
        }
      } catch (OverlappingFileLockException e) {
        // another class loader of this process has it
      } catch (IOException e) {
        return new CacheLock(channel, null);
      }
      if (!said && System.nanoTime() - begin > QUIET_MILLIS * 1_000_000) {
        say.accept("waiting for another process that unpacks native libraries into " + root.path());
        said = true;
      }
      pause(channel);
    }
  }

  private static void pause(FileChannel channel) throws IOException {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      channel.close();
      throw new InterruptedIOException("interrupted while another process unpacks libraries");
    }
  }

  /** Whether no other process unpacks while this is open. */
  boolean isHeld() {
    return lock != null;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
