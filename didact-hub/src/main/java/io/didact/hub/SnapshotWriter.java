package io.didact.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The folder of one repository in the cache. Names are given when all contents are there: first in
 * the snapshot, then the revision's, so that a name never stands for less than was pulled.
 *
 * @param folder such as {@code models--ORG--NAME}
 * @param checked knows which contents are right
 */
record SnapshotWriter(Path folder, Linker linker, Blobs checked) {

  Path blobs() {
    return folder.resolve("blobs");
  }

  Path snapshot(String commit) {
    return folder.resolve("snapshots").resolve(commit);
  }

  /** Whether the content of a file is in the cache, as a blob or without links in the snapshot. */
  boolean has(RemoteFile file, String commit) throws IOException {
    return isContent(blobs().resolve(file.digest()), file)
        || isContent(snapshot(commit).resolve(file.path()), file);
  }

  private boolean isContent(Path path, RemoteFile file) throws IOException {
    return Files.isRegularFile(path)
        && Files.size(path) == file.size()
        && checked.isRight(path, file.digest());
  }

  /** Puts files whose contents are there into the snapshot; other files in it stay. */
  void link(List<RemoteFile> files, String commit) throws IOException {
    Path snapshot = snapshot(commit);
    Path parent = Files.createDirectories(folder.resolve("snapshots"));
    Disk.deletePartial(parent);
    if (Files.isDirectory(snapshot)) {
      for (RemoteFile file : files) {
        link(file, snapshot);
      }
      return;
    }
    Path aside = parent.resolve(commit + Disk.PARTIAL);
    Files.createDirectory(aside);
    for (RemoteFile file : files) {
      link(file, aside);
    }
    Files.move(aside, snapshot, StandardCopyOption.ATOMIC_MOVE);
  }

  private void link(RemoteFile file, Path snapshot) throws IOException {
    Path link = snapshot.resolve(file.path());
    Path blob = blobs().resolve(file.digest());
    boolean same = Files.exists(blob) && Files.exists(link) && Files.isSameFile(link, blob);
    if (same || (!Files.exists(blob) && isContent(link, file))) {
      return;
    }
    Path parent = Files.createDirectories(Disk.folderOf(link));
    Files.deleteIfExists(link);
    linker.linkOrCopy(link, parent.relativize(blob));
  }

  /** Names the commit that a revision is at. */
  void point(String revision, String commit) throws IOException {
    if (!revision.equals(commit)) {
      Disk.write(folder.resolve("refs").resolve(revision), commit);
    }
  }

  /** Deletes what earlier pulls began and nobody will go on with; call it under the lock. */
  void deletePartialBlobs() throws IOException {
    Disk.deletePartial(blobs());
  }
}
