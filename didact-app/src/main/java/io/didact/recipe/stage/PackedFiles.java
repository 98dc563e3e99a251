package io.didact.recipe.stage;

import io.didact.run.AtomicFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Files on their way from the rank that made them to the one that writes. */
final class PackedFiles {
  private PackedFiles() {}

  /** What is written, as bytes. */
  static byte[] of(AtomicFiles.DirectoryContent content) throws IOException {
    Path aside = Files.createTempDirectory("didact-rank");
    try {
      content.writeTo(aside);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        for (Path file : filesIn(aside)) {
          zip.putNextEntry(new ZipEntry(aside.relativize(file).toString().replace('\\', '/')));
          Files.copy(file, zip);
        }
      }
      return bytes.toByteArray();
    } finally {
      AtomicFiles.delete(aside);
    }
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Writes them into a directory. */
  static void unpack(byte[] packed, Path directory) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(packed))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = directory.resolve(entry.getName()).normalize();
        if (!target.startsWith(directory)) {
          throw new IOException("a rank sent a file for another directory: " + entry.getName());
        }
        Files.createDirectories(target.getParent());
        Files.copy(zip, target);
      }
    }
  }
}
