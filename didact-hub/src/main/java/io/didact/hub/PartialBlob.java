package io.didact.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The content of a file as far as it is here, and the digest of it. It grows at its end, from one
 * process to the next, until it is whole; then it gets the blob's name.
 */
final class PartialBlob implements Closeable {
  private final RemoteFile file;
  private final Path target;
  private final Path aside;
  private final FileChannel channel;
  private MessageDigest digest;
  private long length;

  private PartialBlob(RemoteFile file, Path target, Path aside, FileChannel channel) {
    this.file = file;
    this.target = target;
    this.aside = aside;
    this.channel = channel;
    this.digest = Blobs.digest(file.digest(), file.size());
  }

  /** Takes up what an earlier pull left, or begins. */
  static PartialBlob open(RemoteFile file, Path blobs) throws IOException {
    Path aside = blobs.resolve(file.digest() + Disk.PARTIAL);
    FileChannel channel =
        FileChannel.open(
            aside, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    PartialBlob blob = new PartialBlob(file, blobs.resolve(file.digest()), aside, channel);
    try {
      blob.takeUp();
      return blob;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Bytes that are here. */
  long length() {
    return length;
  }

  boolean isFull() {
    return length == file.size();
  }

  /**
   * Adds bytes at the end.
   *
   * @throws HubException where that is more than the file has, or the disk takes no more
   */
  void append(byte[] bytes, int count) throws HubException {
    if (count > file.size() - length) {
      restart();
      throw new HubException(
          "the server sends more than the %d bytes that it lists for %s"
              .formatted(file.size(), file.path()));
    }
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
      while (buffer.hasRemaining()) {
        channel.write(buffer, length + buffer.position());
      }
    } catch (IOException e) {
      throw Disk.unwritten(target, e);
    }
    digest.update(bytes, 0, count);
    length += count;
  }

  /** Throws away what is here. */
  void restart() throws HubException {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw Disk.unwritten(target, e);
    }
    length = 0;
    reset();
  }

  /** Whether the content, which is full, is what it should be. */
  boolean isRight() {
    byte[] now = digest.digest(); // uses it up: the blob is published or begun anew after this
    return HexFormat.of().formatHex(now).equals(file.digest());
  }

  /** Gives the content the blob's name, synced. */
  void publish() throws HubException {
    try {
      channel.force(true);
      channel.close();
      Disk.publish(aside, target);
    } catch (IOException e) {
      throw Disk.unwritten(target, e);
    }
  }

  /** Leaves nothing behind. */
  void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(aside);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void takeUp() throws IOException {
    reset();
    if (channel.size() > file.size()) {
      channel.truncate(0);
    }
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (int n = channel.read(buffer, 0); n > 0; n = channel.read(buffer.clear(), length)) {
      digest.update(buffer.flip());
      length += n;
    }
  }

  private void reset() {
    digest = Blobs.digest(file.digest(), file.size());
  }
}
