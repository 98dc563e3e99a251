package io.didact.natives;

import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;

/**
 * A library in a jar. Its size and CRC-32 are in the jar's directory, so that nothing has to be
 * unpacked to know them.
 *
 * @param name of the file that it becomes
 */
record Resource(String name, URL url, long size, long crc) {
  static Resource of(URL url) throws IOException {
    String name = url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      JarEntry entry = jar.getJarEntry();
      return new Resource(name, url, entry.getSize(), entry.getCrc());
    }
    try (InputStream in = connection.getInputStream()) {
      Content content = Content.of(in, OutputStream.nullOutputStream());
      return new Resource(name, url, content.size, content.crc);
    }
  }

  /** Unpacks it into a new file, which is on the disk when this returns. */
  void unpack(Path file) throws IOException {
    Content content;
    try (InputStream in = url.openStream();
        FileOutputStream out = new FileOutputStream(file.toFile())) {
      content = Content.of(in, out);
      out.getFD().sync();
    } catch (ZipException | EOFException e) {
      throw new DamagedJarException(url);
    }
    if (!content.isThatOf(this)) {
      throw new DamagedJarException(url);
    }
  }

  /** Whether a file is a whole copy; reads all of it. */
  boolean isCopiedTo(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != size) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Content.of(in, OutputStream.nullOutputStream()).isThatOf(this);
    }
  }

  /** What bytes come to. */
  private record Content(long size, long crc) {
    static Content of(InputStream in, OutputStream copy) throws IOException {
      CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
      byte[] buffer = new byte[1 << 18];
      long size = 0;
      for (int read = checked.read(buffer); read >= 0; read = checked.read(buffer)) {
        copy.write(buffer, 0, read);
        size += read;
      }
      return new Content(size, checked.getChecksum().getValue());
    }

    boolean isThatOf(Resource resource) {
      return size == resource.size && crc == resource.crc;
    }
  }
}
