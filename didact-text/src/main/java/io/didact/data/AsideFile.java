package io.didact.data;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/**
 * A file that appears under its name only when it is complete: written aside, synced, then renamed.
 * Closed without {@link #commit()}, it leaves nothing behind and an older file as it was.
 *
 * <p>One writer per name: the name aside is {@code .NAME.part}, so that what a killed process left
 * is overwritten by the next one.
 */
public final class AsideFile implements Closeable {
  private static final String PART = ".part";

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private final Path target;
  private final Path aside;
  private final FileChannel channel;
  private final OutputStream stream;
  private boolean committed;

  private AsideFile(Path target, Path aside, FileChannel channel, OutputStream stream) {
    this.target = target;
    this.aside = aside;
    this.channel = channel;
    this.stream = stream;
  }

  /**
   * Writes a whole file.
   *
   * @throws IOException saying what was not written, and why; an older file is then untouched
   */
  public static void write(Path target, Content content) throws IOException {
    try (AsideFile aside = create(target)) {
      content.writeTo(aside.stream());
      aside.commit();
    } catch (IOException e) {
      throw explain(target.toAbsolutePath(), e);
    }
  }

  /** Whether this is what a killed write left. */
  public static boolean isLeftover(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") && name.endsWith(PART);
  }

  /** An exception that says in plain words why a file or directory was not written. */
  public static IOException explain(Path target, IOException cause) {
    String reason = cause.getMessage();
    if (cause instanceof FileSystemException f && f.getReason() != null) {
      reason = f.getReason();
    }
    if (reason != null && (reason.contains("No space left") || reason.contains("quota"))) {
      return new IOException(
          "the disk is full: "
              + target
              + " was not written, what was there before is untouched."
              + " Free some space and give the same command again",
          cause);
    }
    return new IOException("cannot write " + target + ": " + reason, cause);
  }

  /**
   * Opens a file for writing; its folders are made, and what is written is compressed where the
   * name ends in {@code .gz}.
   */
  public static AsideFile create(Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path folder = folderOf(absolute);
    Files.createDirectories(folder);
    Path aside = folder.resolve("." + absolute.getFileName() + PART);
    FileChannel channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try {
      OutputStream bytes = new KeepsChannelOpen(channel);
      OutputStream coded = isGzip(absolute) ? new GZIPOutputStream(bytes) : bytes;
      return new AsideFile(absolute, aside, channel, new BufferedOutputStream(coded, 1 << 16));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether a file is compressed, by its name. */
  public static boolean isGzip(Path file) {
    return file.toString().endsWith(".gz");
  }

  /** Where the content goes. */
  public OutputStream stream() {
    return stream;
  }

  /** Syncs the content to the disk and gives it its name; nothing can be written after it. */
  public void commit() throws IOException {
    stream.close();
    channel.force(true);
    channel.close();
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    committed = true;
    syncFolder(folderOf(target));
  }

  /** Without a commit before it, throws away what was written. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (!committed) {
      Files.deleteIfExists(aside);
    }
  }

  private static Path folderOf(Path file) throws IOException {
    Path folder = file.getParent();
    if (folder == null) {
      throw new IOException(file + " is not the name of a file");
    }
    return folder;
  }

  /** The rename itself is durable once the folder is synced; Windows cannot open folders. */
  private static void syncFolder(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Ends the coding on close, but leaves the channel open to be synced. */
  private static final class KeepsChannelOpen extends FilterOutputStream {
    KeepsChannelOpen(FileChannel channel) {
      super(Channels.newOutputStream(channel));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
