package io.didact.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second run out of a run directory, by whatever name it is reached. It is a lock of the
 * operating system on the file {@value #NAME}, so it is gone when the process is, however it ended;
 * the file itself stays.
 */
public final class RunLock implements AutoCloseable {
  static final String NAME = ".lock";

  /**
   * Directories that this process has locked. POSIX gives a lock back when the process closes the
   * file by any handle, so that a held one may not even be opened again.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private RunLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws IOException naming the process that has it
   */
  public static RunLock acquire(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path real = directory.toRealPath();
    if (!HELD.add(real)) {
      throw taken(real, " (this very process)");
    }
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel =
          FileChannel.open(
              real.resolve(NAME),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        throw taken(real, holder(channel));
      }
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
      locked = true;
      return new RunLock(real, channel);
    } finally {
      if (!locked) {
        HELD.remove(real);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  /**
   * Whether a process of this machine has the lock, as far as that can be told without trying it: a
   * look takes it from nobody. Not to be relied upon for writing.
   */
  public static boolean seemsHeld(Path directory) {
    try {
      Path real = directory.toRealPath();
      Path file = real.resolve(NAME);
      long pid = Long.parseLong(Files.readString(file, StandardCharsets.US_ASCII).strip());
      if (pid == ProcessHandle.current().pid()) {
        return HELD.contains(real);
      }
      Instant written = Files.getLastModifiedTime(file).toInstant();
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          // one that began later has the number of a process that is gone
          .map(alive -> alive.info().startInstant().orElse(written).minusSeconds(2))
          .filter(began -> began.isBefore(written))
          .isPresent();
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  private static IOException taken(Path directory, String holder) {
    return new IOException(
        "another run is at work in "
            + directory
            + holder
            + "; wait for it, stop it, or choose another directory");
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(20);
    channel.read(buffer, 0);
    String pid =
        new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    return pid.isEmpty() ? "" : " (process " + pid + ")";
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(directory);
    }
  }
}
